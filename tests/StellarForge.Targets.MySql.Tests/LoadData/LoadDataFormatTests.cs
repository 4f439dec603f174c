using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Rows;

namespace StellarForge.Targets.MySql.Tests.LoadData;

public class LoadDataFormatTests
{
    [Fact]
    public void Rows_are_read_back_as_they_were_however_the_bytes_are_cut() => FormatFuzz.ReadsBack(new LoadDataFormat());

    [Fact]
    public void Damaged_bytes_are_refused_or_read_but_nothing_else_happens() =>
        FormatFuzz.SurvivesDamage(new LoadDataFormat(), Everything.Table, seed: 8, times: 3_000).ShouldBeGreaterThan(300);

    [Fact]
    public void A_null_of_a_column_that_takes_none_is_refused()
    {
        var schema = Samples.Schema(Samples.Column(ColumnType.Int32) with { IsNullable = false });
        var sink = new CaptureSink(schema);

        Should.Throw<FormatException>(() => new LoadDataDecoder(schema).Decode("7\n\\N\n"u8, isLast: true, ref sink)).Message
            .ShouldBe("Row 2 has no value for c, a column of the table t that takes no null.");
    }

    [Fact]
    public void Nothing_is_allocated_per_row() => Allocations.PerRows(new LoadDataFormat()).ShouldBe(0);
}
