using System.Globalization;
using System.Text;
using StellarForge.Sinks;

namespace StellarForge.Tests.Sinks;

public class Utf8Tests
{
    [Theory]
    [InlineData(-719_162, "0001-01-01")]
    [InlineData(2_932_896, "9999-12-31")]
    public void The_first_and_the_last_date_are_written(int days, string text)
    {
        var bytes = new byte[Utf8Format.MaxLength];
        Encoding.UTF8.GetString(bytes, 0, Utf8Format.Date(ref bytes[0], days)).ShouldBe(text);
    }

    [Theory]
    [InlineData(-719_163)]
    [InlineData(2_932_897)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void A_date_beyond_its_range_is_refused(int days)
    {
        var bytes = new byte[Utf8Format.MaxLength];
        Should.Throw<ArgumentOutOfRangeException>(() => Utf8Format.Date(ref bytes[0], days)).Message.ShouldContain("no date of the years 1 to 9999");
        Should.Throw<ArgumentOutOfRangeException>(() => Utf8Format.Timestamp(ref bytes[0], days * TimeSpan.MicrosecondsPerDay));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(TimeSpan.MicrosecondsPerDay)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void A_time_beyond_its_range_is_refused(long microseconds)
    {
        var bytes = new byte[Utf8Format.MaxLength];
        Should.Throw<ArgumentOutOfRangeException>(() => Utf8Format.Time(ref bytes[0], microseconds)).Message.ShouldContain("no time of day");
    }

    [Theory]
    [InlineData("2562047788:00:54.775807", long.MaxValue)]
    [InlineData("-2562047788:00:54.775808", long.MinValue)]
    [InlineData("-05:00:00", -18_000_000_000)]
    public void A_span_is_read(string text, long microseconds)
    {
        Utf8Parse.TryDuration(Encoding.UTF8.GetBytes(text), out var span).ShouldBeTrue();
        span.ShouldBe(microseconds);
        var bytes = new byte[Utf8Format.MaxLength];
        Utf8Parse.TryIsoDuration(bytes.AsSpan(0, Utf8Format.IsoDuration(ref bytes[0], microseconds)), out span).ShouldBeTrue();
        span.ShouldBe(microseconds);
    }

    [Theory]
    [InlineData("9999999999:00:00")]
    [InlineData("2562047788:00:54.775808")]
    [InlineData("--05:00:00")]
    [InlineData("-+05:00:00")]
    [InlineData("+05:00:00")]
    public void A_span_beyond_64_bits_or_with_a_sign_within_is_refused(string text) =>
        Utf8Parse.TryDuration(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();

    [Theory]
    [InlineData("PT9999999999H0M0S")]
    [InlineData("PT18446744073709551615H0M0S")]
    [InlineData("PT0H99999999999999999M0S")]
    [InlineData("PT0H0M99999999999999999S")]
    [InlineData("PT-5H0M0S")]
    [InlineData("PT5H-1M0S")]
    [InlineData("PT5H0M-1S")]
    [InlineData("PT5H0MS")]
    [InlineData("--PT5H0M0S")]
    [InlineData("PT5H0M1E2S")]
    [InlineData("PT5H0M1.5e1S")]
    public void An_ISO_span_beyond_64_bits_or_with_a_sign_or_an_exponent_within_is_refused(string text) =>
        Utf8Parse.TryIsoDuration(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();

    [Theory]
    [InlineData("2026-11-21T11:00:02.5+01:00", "2026-11-21T10:00:02.5")]
    [InlineData("2026-11-20 23:30:00-05:45", "2026-11-21T05:15:00")]
    [InlineData("2026-11-21T10:00:00-00:00", "2026-11-21T10:00:00")]
    [InlineData("2026-11-21T10:00:00Z", "2026-11-21T10:00:00")]
    [InlineData("2026-11-21T10:00:00", "2026-11-21T10:00:00")]
    [InlineData("2026-11-21T10:00:00+24:00", null)]
    [InlineData("2026-11-21T10:00:00+01:60", null)]
    [InlineData("2026-11-21T10:00:00+0100", null)]
    [InlineData("2026-11-21T10:00:00Z+01:00", null)]
    [InlineData("2026-11-21+01:00", null)]
    [InlineData("0001-01-01T00:30:00+01:00", null)]
    [InlineData("9999-12-31T23:30:00-01:00", null)]
    public void A_point_in_time_with_an_offset_is_that_of_UTC(string text, string? utc)
    {
        var expected = utc is null
            ? (long?)null
            : (DateTime.Parse(utc, CultureInfo.InvariantCulture) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

        (Utf8Parse.TryTimestamp(Encoding.UTF8.GetBytes(text), out var microseconds) ? microseconds : (long?)null).ShouldBe(expected);
    }
}
