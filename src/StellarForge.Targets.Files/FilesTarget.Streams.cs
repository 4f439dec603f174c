using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Targets.Files.Streams;

namespace StellarForge.Targets.Files;

public sealed partial class FilesTarget
{
    /// <inheritdoc/>
    public bool SeesKeys => false;

    /// <inheritdoc/>
    public BatchSize? BatchSize => _roll.Batch;

    /// <inheritdoc/>
    public void Check(PipelineTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Mode != WriteMode.Append && !_roll.Appends)
        {
            throw new FillRefusedException(
                $"{DisplayName}: a folder of files does not see that table {table.Schema} has a key already, "
                + $"so it has no --mode {table.Mode.ToString().ToLowerInvariant()}. Leave the mode out, or say append=true in the folder's address: "
                + "then a row that comes twice is there twice.");
        }

        // It says which column the format can't hold.
        _format.Rows.CreateEncoder(table.Schema).Dispose();
    }

    /// <inheritdoc/>
    public Task PrepareAsync(PipelinePlan plan, bool reset, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return RunAsync(
            () =>
            {
                foreach (var table in plan.Tables)
                    Check(table);
                new StreamPreparation(_folder, _streams, _format, plan).Run(reset, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IPipelineSession> ConnectAsync(PipelinePlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Task.FromResult<IPipelineSession>(new FilesPipelineSession(this, _streams, _format, plan));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordedLetter>> ReadLettersAsync(LetterPlace? after, int most, CancellationToken cancellationToken) =>
        RunAsync(() => _streams.Log.Letters(_streams.Read().LogLength, after, most), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LanePosition>> ReadLanesAsync(string pipeline, string source, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<LanePosition>>(
            () =>
            [
                .. from position in _streams.Read().Positions
                   where position.Pipeline == pipeline && position.Source == source
                   from lane in position.Lanes
                   select new LanePosition(new TopicPartition(position.Topic, position.Partition), new LaneKey(lane.Stream, lane.Shard), lane.Number),
            ],
            cancellationToken);

    /// <inheritdoc/>
    public Task<FillIdentity?> ReadFillAsync(TableSchema table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        return RunAsync(
            () =>
            {
                var manifest = _folder.ReadManifest();
                var name = table.QualifiedName;
                return manifest.Tables.TryGetValue(name, out var filled)
                    && Enumerable.Range(0, (int)filled.FileCount).All(number => _folder.IsDone(_folder.NameOf(name, number)))
                        ? manifest.IdentityOf(name)
                        : null;
            },
            cancellationToken);
    }

    // Those that a stream wrote. What a writer that died has left of its last commit is ended first.
    private bool ReadStreamed<TSink>(TableSchema table, ref TSink sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink
    {
        var state = _streams.Read();
        if (state.Unnamed.Count > 0)
        {
            using var held = _streams.Lock(cancellationToken);
            state = _streams.Read();
            _streams.NameFiles(state);
        }

        if (!state.Tables.TryGetValue(table.QualifiedName, out var streamed))
            return false;
        var stored = streamed.Columns.Count > table.Columns.Length ? MessageMetadata.AddTo(table) : table;
        foreach (var file in _folder.StreamedFilesOf(table.QualifiedName).Where(file => _folder.StreamedNumberOf(file, table.QualifiedName) <= streamed.Files))
        {
            var rows = new FirstColumns<TSink>(sink, table.Columns.Length);
            Read(stored, file, ref rows, cancellationToken);
            sink = rows.Inner;
        }

        return true;
    }
}
