using System.Runtime.CompilerServices;
using StellarForge.Sinks;

namespace StellarForge.Engine.Verification;

/// <summary>
/// Proves what arrived: makes every expected row anew, reads every row of the target back, and compares counts and sums of row hashes in buckets by
/// the hash of the key. Only buckets that differ are read again, for the rows that differ.
/// </summary>
/// <param name="target">The target; stays the caller's.</param>
/// <param name="world">Seed, scale and row counts.</param>
public sealed class Verifier(ITarget target, World world)
{
    // Rows of differing buckets that are held in memory, of each side.
    private const long CapturedRows = 50_000;

    // A connection that is lost once must not cost what hours of reading have found.
    private const int MostReads = 4;

    // Rows of a task: enough to be worth its start.
    private const long TaskRows = 1 << 16;

    /// <summary>The most differing rows that are reported of a table. Default 10.</summary>
    public int MaxDifferences { get; init; } = 10;

    /// <summary>Threads that make expected rows. Default: one per core.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Compares tables, one after the other.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="progress">Told of each table as it begins.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<IReadOnlyList<TableVerification>> VerifyAsync(
        IReadOnlyList<Table> tables, IProgress<VerifyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tables);
        var results = new List<TableVerification>(tables.Count);
        foreach (var (index, table) in tables.Index())
        {
            progress?.Report(new VerifyProgress(table, index + 1, tables.Count));
            results.Add(await VerifyAsync(table, cancellationToken));
        }

        return results;
    }

    private async Task<TableVerification> VerifyAsync(Table table, CancellationToken cancellationToken)
    {
        using var making = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var expecting = Task.Run(() => Expected(table, making.Token), CancellationToken.None);
        BucketChecksumSink sink;
        TableChecksum[] expected;
        try
        {
            sink = await ReadAsync(table, () => new BucketChecksumSink(table.Schema), cancellationToken);
            expected = await expecting;
        }
        catch (TargetException error) when (error.Kind != ErrorKind.Transient)
        {
            return new TableVerification(table, Sum(await expecting), null, error.Message, [], 0);
        }
        finally
        {
            // After an error, its rows are nobody's any more.
            await making.CancelAsync();
            await ((Task)expecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var actual = sink.Buckets;
        var differing = Enumerable.Range(0, BucketChecksumSink.BucketCount).Where(bucket => expected[bucket] != actual.Span[bucket]).ToArray();
        var rows = differing.Length == 0 ? [] : await DifferencesAsync(table, Choose(differing, expected, actual.Span), cancellationToken);
        return new TableVerification(table, Sum(expected), sink.Checksum, null, rows, differing.Length);
    }

    /// <summary>The checksum that a table's rows have to have.</summary>
    internal TableChecksum Expect(Table table, CancellationToken cancellationToken)
    {
        var total = default(TableChecksum);
        Make(table, () => new ChecksumSink(table.Schema), sink => total += sink.Checksum, cancellationToken);
        return total;
    }

    private TableChecksum[] Expected(Table table, CancellationToken cancellationToken)
    {
        var total = new TableChecksum[BucketChecksumSink.BucketCount];
        Make(table, () => new BucketChecksumSink(table.Schema), sink =>
        {
            var buckets = sink.Buckets.Span;
            for (var bucket = 0; bucket < total.Length; bucket++)
                total[bucket] += buckets[bucket];
        }, cancellationToken);
        return total;
    }

    private async Task<IReadOnlyList<RowDifference>> DifferencesAsync(Table table, HashSet<int> buckets, CancellationToken cancellationToken)
    {
        var expected = new List<CapturedRow>();
        Make(table, () => new CaptureSink(table.Schema, buckets.Contains), sink => expected.AddRange(sink.Rows), cancellationToken);
        var actual = await ReadAsync(table, () => new CaptureSink(table.Schema, buckets.Contains), cancellationToken);
        return [.. RowComparison.Compare(table.Schema, expected, actual.Rows).Take(MaxDifferences)];
    }

    // From the start again, into another sink, after an error that may pass.
    private async Task<TSink> ReadAsync<TSink>(Table table, Func<TSink> create, CancellationToken cancellationToken)
        where TSink : struct, IRowSink
    {
        for (var read = 1; ; read++)
        {
            var sink = new StrongBox<TSink>(create());
            try
            {
                await Task.Run(() => target.ReadAsync(table.Schema, sink, cancellationToken), cancellationToken);
                return sink.Value;
            }
            catch (TargetException error) when (error.Kind == ErrorKind.Transient && read < MostReads)
            {
                await Task.Delay(TimeSpan.FromSeconds(0.25 * read), cancellationToken);
            }
        }
    }

    // As many as memory allows; where nearly everything differs, a few say as much as all.
    private static HashSet<int> Choose(int[] differing, TableChecksum[] expected, ReadOnlySpan<TableChecksum> actual)
    {
        var chosen = new HashSet<int>();
        var rows = 0L;
        foreach (var bucket in differing)
        {
            rows += Math.Max(expected[bucket].Count, actual[bucket].Count);
            if (chosen.Count > 0 && rows > CapturedRows)
                break;
            chosen.Add(bucket);
        }

        return chosen;
    }

    // Every row of the model, on all cores, each thread with a sink of its own.
    private void Make<TSink>(Table table, Func<TSink> create, Action<TSink> merge, CancellationToken cancellationToken)
        where TSink : struct, IRowSink
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = cancellationToken };
        var merging = new Lock();
        Parallel.ForEach(FillPlanner.Cut(table, world, TaskRows), options, create,
            (chunk, _, sink) =>
            {
                chunk.Rows(world).WriteTo(ref sink);
                return sink;
            },
            sink =>
            {
                lock (merging)
                    merge(sink);
            });
    }

    private static TableChecksum Sum(TableChecksum[] buckets) => buckets.Aggregate((left, right) => left + right);
}
