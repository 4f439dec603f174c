using StellarForge.Testing.Rows;

namespace StellarForge.Targets.PostgreSql.Tests.Copy;

public class CopyBinaryFormatTests
{
    [Fact]
    public void Rows_are_read_back_as_they_were_however_the_bytes_are_cut() => FormatFuzz.ReadsBack(new CopyBinaryFormat(), Everything.Table);

    [Fact]
    public void Damaged_bytes_are_refused_or_read_but_nothing_else_happens() =>
        FormatFuzz.SurvivesDamage(new CopyBinaryFormat(), Everything.Table, seed: 8, times: 3_000).ShouldBeGreaterThan(300);

    [Fact]
    public void Nothing_is_allocated_per_row() => Allocations.PerRows(new CopyBinaryFormat()).ShouldBe(0);
}
