using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Sinks;
using StellarForge.Targets.Files.Formats;

namespace StellarForge.Targets.Files.Streams;

/// <summary>
/// A pipeline's way into a folder. Rows are written to files under temporary names; a commit says in one step that they count, how far the pipeline is, and
/// which messages are dead letters. From the first comparison of positions until then the folder's lock is held.
/// </summary>
internal sealed class FilesPipelineSession(FilesTarget target, StreamFolder folder, FileFormat format, PipelinePlan plan) : IPipelineSession
{
    private readonly FileWriter _writer = new(format);
    private readonly List<LoadedFile> _files = [];
    private readonly List<DeadLetter> _letters = [];
    private readonly List<LogLine> _marks = [];
    private FileStream? _lock;
    private StreamState? _state;

    public Task<PartitionState> TakeAsync(TopicPartition partition, string owner, CancellationToken cancellationToken) => ChangeAsync(
        state =>
        {
            if (state.Find(plan, partition) is not { } position)
                state.Positions.Add(position = new StreamPosition(plan.Name, plan.Source, partition.Topic, partition.Partition));
            (position.Epoch, position.Owner, position.TakenAt) = (position.Epoch + 1, owner, DateTime.UtcNow);
            return new PartitionState(
                partition, position.Epoch, position.NextOffset, position.Fingerprint,
                position.Lanes.ToDictionary(lane => new LaneKey(lane.Stream, lane.Shard), lane => lane.Number))
            {
                Elsewhere = position.Fingerprint is not null ? [] :
                [
                    .. state.Positions
                        .Where(other => other.Pipeline == plan.Name && other.Topic == partition.Topic && other.Partition == partition.Partition)
                        .Where(other => other.Source != plan.Source && other.Fingerprint is not null)
                        .Select(other => new SourcePosition(other.Source, other.NextOffset, other.Fingerprint!.Value)),
                ],
            };
        },
        cancellationToken);

    public Task<bool> HasBatchAsync(TopicPartition partition, Guid batch, CancellationToken cancellationToken) =>
        target.RunAsync(() => folder.Read().Find(plan, partition)?.Batch == batch, cancellationToken);

    public Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<WriteOutcome> LoadAsync(PipelineTable table, Func<RowSource> rows, CancellationToken cancellationToken) => target.RunAsync(
        () =>
        {
            // Those of a pipeline were compared as it was prepared; a dead letter may be replayed with others.
            if (folder.Read().Tables.GetValueOrDefault(table.Schema.QualifiedName) is { } known
                && StreamPreparation.DifferenceOf(known, table.Schema) is { } other)
                throw new TargetException($"Its files of table {table.Schema} have other columns: {other}.", kind: ErrorKind.Data);
            var id = Guid.NewGuid();
            var file = new LoadedFile(id, table.Schema.QualifiedName, folder.CreateFile(id));
            _files.Add(file);
            file.Written = _writer.Write(rows(), file.Stream, progress: null, cancellationToken);
            return new WriteOutcome(file.Written.Rows, 0, []);
        },
        cancellationToken);

    public Task RecordAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        _letters.AddRange(letters);
        return Task.CompletedTask;
    }

    public Task AdvanceAsync(Guid batch, IReadOnlyList<PartitionAdvance> advances, CancellationToken cancellationToken) => target.RunAsync(
        () =>
        {
            var state = Lock(cancellationToken);
            foreach (var advance in advances)
            {
                if (state.Find(plan, advance.Partition) is not { } position || position.Epoch != advance.Epoch || position.NextOffset != advance.From)
                    throw new PartitionLostException(advance.Partition);
                (position.NextOffset, position.Fingerprint, position.Batch, position.AdvancedAt) =
                    (advance.Offset, advance.Fingerprint, batch, DateTime.UtcNow);
                position.Lanes.RemoveAll(lane => advance.Lanes.ContainsKey(new LaneKey(lane.Stream, lane.Shard)));
                position.Lanes.AddRange(advance.Lanes.Select(lane => new StreamLane(lane.Key.Stream, lane.Key.Shard, lane.Value)));
            }

            return true;
        },
        cancellationToken);

    public Task CommitAsync(CancellationToken cancellationToken) => target.RunAsync(
        () =>
        {
            var state = Lock(cancellationToken);
            var lines = new List<LogLine>();
            var files = _files.Where(file => file.Written!.Rows > 0).ToList();
            state.Unnamed.Clear();
            foreach (var file in files)
            {
                var number = ++state.Tables[file.Table].Files;
                state.Unnamed.Add(new UnnamedFile(file.Id, file.Table, number));
                lines.Add(new LogLine
                {
                    File = new LoggedFile(
                        folder.NameOf(file.Table, number), file.Table, plan.Name, file.Written!.Rows, file.Written.Bytes,
                        Convert.ToHexStringLower(file.Written.Sha256), DateTime.UtcNow),
                });
            }

            var letters = _letters.DistinctBy(Place).Select(letter => LoggedLetter.Of(Place(letter), letter, DateTime.UtcNow)).ToList();
            lines.AddRange(folder.Log.Unknown(state.LogLength, letters).Select(letter => new LogLine { Letter = letter }));
            state.LogLength = folder.Log.Append(state.LogLength, [.. lines, .. _marks]);

            // Should this fail, they may count by then: whoever comes next names or removes them.
            _files.RemoveAll(files.Contains);
            try
            {
                folder.Write(state);
                folder.NameFiles(state);
            }
            finally
            {
                files.ForEach(file => file.Stream.Dispose());
            }

            Release();
            return true;
        },
        cancellationToken);

    public Task RollbackAsync(CancellationToken cancellationToken)
    {
        Release();
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<DeadLetter>> UnforwardedAsync(IReadOnlyList<TopicPartition> partitions, int most, CancellationToken cancellationToken)
    {
        var wanted = partitions.ToHashSet();
        return target.RunAsync<IReadOnlyList<DeadLetter>>(
            () =>
            [
                .. folder.Log.Unforwarded(folder.Read().LogLength, most, place =>
                    place.Pipeline == plan.Name && place.Source == plan.Source && wanted.Contains(place.Partition)).Select(letter => letter.Letter),
            ],
            cancellationToken);
    }

    public Task<bool> MarkReplayedAsync(DeadLetter letter, CancellationToken cancellationToken) => target.RunAsync(
        () =>
        {
            var place = Place(letter);
            if (!folder.Log.CanReplay(Lock(cancellationToken).LogLength, place) || _marks.Exists(mark => mark.Replayed?.Place == place))
                return false;
            _marks.Add(new LogLine { Replayed = LoggedMark.Of(place, DateTime.UtcNow) });
            return true;
        },
        cancellationToken);

    public Task MarkForwardedAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) => ChangeAsync(
        state => state.LogLength = folder.Log.Append(
            state.LogLength, [.. letters.Select(letter => new LogLine { Forwarded = LoggedMark.Of(Place(letter), DateTime.UtcNow) })]),
        cancellationToken);

    public ValueTask DisposeAsync()
    {
        Release();
        _writer.Dispose();
        return ValueTask.CompletedTask;
    }

    private LetterPlace Place(DeadLetter letter) => new(plan.Name, plan.Source, letter.Partition, letter.Offset);

    // What a crash has left of another's commit is ended first.
    private StreamState Lock(CancellationToken cancellationToken)
    {
        if (_state is not null)
            return _state;
        _lock ??= folder.Lock(cancellationToken);
        _state = folder.Read();
        folder.NameFiles(_state);
        return _state;
    }

    // In a transaction of its own.
    private Task<T> ChangeAsync<T>(Func<StreamState, T> change, CancellationToken cancellationToken) => target.RunAsync(
        () =>
        {
            using var held = folder.Lock(cancellationToken);
            var state = folder.Read();
            folder.NameFiles(state);
            var result = change(state);
            folder.Write(state);
            return result;
        },
        cancellationToken);

    private void Release()
    {
        foreach (var file in _files)
        {
            file.Stream.Dispose();
            folder.DeleteFile(file.Id);
        }

        _files.Clear();
        _letters.Clear();
        _marks.Clear();
        _lock?.Dispose();
        (_lock, _state) = (null, null);
    }

    private sealed class LoadedFile(Guid id, string table, FileStream stream)
    {
        public Guid Id => id;

        public string Table => table;

        public FileStream Stream => stream;

        public WrittenFile? Written { get; set; }
    }
}
