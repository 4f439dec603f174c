using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>Values at the ends of what their types and attributes allow.</summary>
public class BoundTests
{
    [Fact]
    public void The_largest_numbers_are_choices_as_they_are()
    {
        var rows = Rows("""
            public int Id { get; set; }
            [OneOf(1L, long.MaxValue, long.MinValue)] public long Signed { get; set; }
            [OneOf(9223372036854775807L, ulong.MaxValue)] public ulong Unsigned { get; set; }
            """);

        rows.Select(row => row["Signed"]).Distinct().Order().ShouldBe(["-9223372036854775808", "1", "9223372036854775807"]);
        rows.Select(row => row["Unsigned"]).Distinct().Order().ShouldBe(["18446744073709551615", "9223372036854775807"]);
    }

    [Fact]
    public void Bounds_between_units_let_nothing_outside_through()
    {
        var rows = Rows("""
            public int Id { get; set; }
            [Uniform(0.5, 2.5)] public int Whole { get; set; }
            [Uniform(0.001, 0.029)] public decimal Cents { get; set; }
            [Uniform("-0.029", "0.019")] public decimal Text { get; set; }
            [Range(0.5, 2.5)] public int Range { get; set; }
            [Range(0.5, 2.5, MinimumIsExclusive = true, MaximumIsExclusive = true)] public int Open { get; set; }
            """);

        rows.Select(row => row["Whole"]).Distinct().Order().ShouldBe(["1", "2"]);
        rows.Select(row => row["Cents"]).Distinct().Order().ShouldBe(["0.01", "0.02"]);
        rows.Select(row => row.Number("Text")).Distinct().Order().ShouldBe([-0.02m, -0.01m, 0m, 0.01m]);
        rows.Select(row => row["Range"]).Distinct().Order().ShouldBe(["1", "2"]);
        rows.Select(row => row["Open"]).Distinct().Order().ShouldBe(["1", "2"]);
    }

    [Fact]
    public void A_bound_with_a_time_lets_no_date_before_it_through()
    {
        var rows = Rows("""
            public int Id { get; set; }
            [Between("2024-01-01T12:00", "2024-01-03T12:00")] public DateOnly Between { get; set; }
            [Range(typeof(DateOnly), "2024-01-01T12:00", "2024-01-03")] public DateOnly Range { get; set; }
            [OneOf("2024-01-01T18:00")] public DateOnly Choice { get; set; }
            """);

        rows.Select(row => row["Between"]).Distinct().Order().ShouldBe(["2024-01-02", "2024-01-03"]);
        rows.Select(row => row["Range"]).Distinct().Order().ShouldBe(["2024-01-02", "2024-01-03"]);
        rows.Select(row => row["Choice"]).Distinct().ShouldBe(["2024-01-01"]);
    }

    [Fact]
    public void A_bound_that_is_finer_than_its_column_lets_no_time_before_it_through()
    {
        var rows = Rows("""
            public int Id { get; set; }
            [Between("2024-01-01T00:00:00.5", "2024-01-01T00:00:02.5"), Column(TypeName = "timestamp(0)")] public DateTime Second { get; set; }
            [Between("12:00:00.05", "12:00:00.25"), Column(TypeName = "time(1)")] public TimeOnly Tenth { get; set; }
            [Range(typeof(DateTime), "1969-12-31T23:59:58.5", "1970-01-01T00:00:00.5"), Column(TypeName = "datetime2(0)")] public DateTime Range { get; set; }
            """);

        rows.Select(row => row["Second"]).Distinct().Order().ShouldBe(["2024-01-01T00:00:01Z", "2024-01-01T00:00:02Z"]);
        rows.Select(row => row["Tenth"]).Distinct().Order().ShouldBe(["12:00:00.100000", "12:00:00.200000"]);
        rows.Select(row => row["Range"]).Distinct().Order().ShouldBe(["1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z"]);
    }

    private static List<Row> Rows(string members) => CompiledModel.Of($$"""
        namespace Acme;
        [Forge(Rows = 200)]
        public partial class Thing
        {
            {{members}}
        }
        """).Rows("Thing");
}
