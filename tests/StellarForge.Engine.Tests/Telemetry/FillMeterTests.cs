using StellarForge.Testing.Models;

namespace StellarForge.Engine.Tests.Telemetry;

public sealed class FillMeterTests
{
    [Fact]
    public async Task Who_listens_to_the_meter_hears_of_rows_bytes_and_progress_and_not_of_chunks_that_were_lost()
    {
        await using var target = new MemoryTarget { DisplayName = $"memory:{Guid.NewGuid()}" };
        var losses = 0;
        target.Sent = _ =>
        {
            if (Interlocked.Increment(ref losses) <= 2)
                throw new TargetException("It went away.", kind: ErrorKind.Transient);
        };
        using var recorder = new MeterRecorder($"stellarforge.target={target.DisplayName}");
        var watch = new Watch(recorder);
        var options = new FillOptions { RetryDelay = TimeSpan.FromMilliseconds(1), PollInterval = TimeSpan.FromMilliseconds(1) };

        var result = await new FillRunner(target, FillPlanner.Plan(Bank.Model, World.Default, chunkRows: 100), options).RunAsync(
            watch, cancellationToken: TestContext.Current.CancellationToken);

        recorder.Sum("stellarforge.rows", "db.system.name=memory").ShouldBe(result.LoadedRows);
        foreach (var table in result.Tables)
            recorder.Sum("stellarforge.rows", $"stellarforge.table={table.Table.Schema.QualifiedName}").ShouldBe(table.Rows);
        recorder.Sum("stellarforge.bytes").ShouldBe(result.Bytes);
        recorder.Sum("stellarforge.errors", "stellarforge.reason=transient").ShouldBe(2);
        recorder.Of("stellarforge.fill.progress").ShouldAllBe(share => share >= 0 && share <= 1);
        recorder.Of("stellarforge.fill.progress").ShouldContain(1);
    }

    private sealed class Watch(MeterRecorder recorder) : IProgress<FillProgress>
    {
        public void Report(FillProgress value) => recorder.Observe();
    }
}
