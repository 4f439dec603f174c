using StellarForge.Engine;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Embedded;

/// <summary>
/// Appends batches, many with one flush: while a thread writes and flushes what was sent, what is sent meanwhile is gathered for its next turn. Of the
/// partitions of one turn, readers see nothing before all are flushed.
/// </summary>
internal sealed class EmbeddedProducer : IBrokerProducer
{
    private readonly TopicStore _topics;
    private readonly bool _flushes;
    private readonly object _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private readonly FlushCrew _crew = new();
    private readonly Dictionary<string, ProducerPartition[]> _partitions = [];
    private readonly List<PartitionWriter> _writers = [];

    // The topic of the message before.
    private (string Name, ProducerPartition[] Partitions) _last = ("", []);

    // What is gathered, and what is written: two of each, which change places.
    private List<ProducerPartition> _gathered = [];
    private List<ProducerPartition> _taken = [];
    private TaskCompletionSource? _turn;
    private Exception? _failure;

    public EmbeddedProducer(TopicStore topics, bool flushes)
    {
        (_topics, _flushes) = (topics, flushes);

        // A thread of its own: it blocks.
        _work = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public Task SendAsync(MessageBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);
        if (_failure is { } failure)
            return Task.FromException(failure);
        try
        {
            Check(batch);
        }
        catch (Exception error) when (error is BrokerException or IOException or UnauthorizedAccessException)
        {
            // Later messages must not arrive without these.
            _failure = EmbeddedErrors.Translate(error);
            return Task.FromException(_failure);
        }

        if (batch.Count == 0)
            return Task.CompletedTask;
        Task turn;
        lock (_gate)
        {
            if (_failure is not null)
                return Task.FromException(_failure);
            Gather(batch);
            _turn ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            turn = _turn.Task;
            Monitor.Pulse(_gate);
        }

        return turn.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_stop.IsCancellationRequested)
                return;
            _stop.Cancel();
            Monitor.Pulse(_gate);
        }

        // The turn in hand is finished.
        await _work.ConfigureAwait(false);
        _crew.Dispose();
        foreach (var partition in _partitions.Values.SelectMany(partitions => partitions))
            partition.Dispose();
        _stop.Dispose();
    }

    private void Check(MessageBatch batch)
    {
        for (var index = 0; index < batch.Count; index++)
        {
            var message = batch[index];
            Find(message.Partition);
            if (message.TraceParent.Length > ushort.MaxValue || RecordLayout.LengthOf(message) > RecordLayout.LongestMessage)
                throw new BrokerException(
                    $"A message for {message.Partition} has {RecordLayout.LengthOf(message)} bytes; the embedded log takes {RecordLayout.LongestMessage}.",
                    kind: ErrorKind.Data);
        }
    }

    private void Gather(MessageBatch batch)
    {
        for (var index = 0; index < batch.Count; index++)
        {
            var message = batch[index];
            var partition = Find(message.Partition);
            if (partition.Gathered.IsEmpty)
                _gathered.Add(partition);
            partition.Gathered.Add(message);
        }
    }

    private ProducerPartition Find(TopicPartition partition)
    {
        if (!ReferenceEquals(partition.Topic, _last.Name) && partition.Topic != _last.Name)
        {
            if (!_partitions.TryGetValue(partition.Topic, out var partitions))
                _partitions[partition.Topic] = partitions = Open(partition.Topic);
            _last = (partition.Topic, partitions);
        }

        return (uint)partition.Partition < (uint)_last.Partitions.Length
            ? _last.Partitions[partition.Partition]
            : throw TopicStore.NoPartition(partition, _last.Partitions.Length);
    }

    private ProducerPartition[] Open(string topic)
    {
        var folders = _topics.Open(topic);

        // The order in which all producers take the locks.
        FileLock.Prove(folders[0].TurnPath);
        return [.. folders.Select(folder => new ProducerPartition(folder, new PartitionWriter(folder, _topics.Clock)))];
    }

    private void Run()
    {
        while (TakeTurn() is { } turn)
        {
            try
            {
                Append();
                turn.SetResult();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                Fail(Disposed(), turn);
                return;
            }
            catch (Exception error)
            {
                Fail(EmbeddedErrors.Translate(error), turn);
                return;
            }
        }

        Fail(Disposed(), null);
    }

    private static ObjectDisposedException Disposed() => new(nameof(EmbeddedProducer), "The producer was disposed before the messages were written.");

    private TaskCompletionSource? TakeTurn()
    {
        lock (_gate)
        {
            while (_turn is null && !_stop.IsCancellationRequested)
                Monitor.Wait(_gate);
            if (_stop.IsCancellationRequested)
                return null;
            var turn = _turn;
            (_gathered, _taken, _turn) = (_taken, _gathered, null);
            foreach (var partition in _taken)
                partition.Swap();
            return turn;
        }
    }

    private void Append()
    {
        // All in the same order: two that waited for one another would wait for ever.
        _taken.Sort();
        try
        {
            foreach (var partition in _taken)
            {
                _writers.Add(partition.Writer);
                partition.Take(_stop.Token);
            }

            foreach (var partition in _taken)
                partition.Writer.Write(partition.Taken);
            if (_flushes)
                _crew.Flush(_writers);
            foreach (var writer in _writers)
                writer.Publish();
        }
        finally
        {
            foreach (var writer in _writers)
                writer.Release();
            foreach (var partition in _taken)
                partition.Taken.Clear();
            _writers.Clear();
            _taken.Clear();
        }
    }

    private void Fail(Exception error, TaskCompletionSource? turn)
    {
        lock (_gate)
        {
            _failure ??= error;
            turn?.SetException(error);
            _turn?.SetException(error);
        }
    }
}
