using Polly;
using StellarForge.Engine.Brokers;
using StellarForge.Formats;

namespace StellarForge.Engine.Streams;

/// <summary>Reads a pipeline's partitions over one connection, and has batches written: while one is written, the next is read.</summary>
internal sealed class PipelineReader(
    IBroker broker, PipelinePlan plan, MessageFormat format, IBrokerConsumer consumer, AssignedPartitions partitions, MessageSorter sorter,
    PipelineWriter writer, DeadLetterForwarder forwarder, ResiliencePipeline retrying, PipelineOptions options, PipelineMeter meter, string name)
    : IDisposable
{
    // A pipeline that waits looks this often whether it is to stop, and while a batch is written whether there is more for the next.
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BusyWait = TimeSpan.FromMilliseconds(5);

    // Where a look gives so few, the broker has no more. A batch that waits for others is left alone then, as looking again and again takes a processor.
    private const int FewMessages = 100;
    private const int FewBytes = 1 << 16;
    private static readonly TimeSpan LongestGather = TimeSpan.FromMilliseconds(20);

    // A consumer that does not read is taken for dead by its group: by Redis's after six seconds, by Kafka's after minutes.
    private static readonly TimeSpan PauseAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MeasureInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TopicInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AssignmentPatience = TimeSpan.FromSeconds(30);

    private readonly MessageBatch _none = new(1);
    private PipelineBatch _batch = new(options.BatchBytes, options.BatchRows);
    private PipelineBatch _spare = new(options.BatchBytes, options.BatchRows);
    private Task _writing = Task.CompletedTask;
    private Task<bool> _forwarding = Task.FromResult(false);
    private long _letters;
    private int _sorted;
    private bool _isFew;
    private long _begun;
    private long _lastMessage = options.Time.GetTimestamp();
    private long _lastMeasure;
    private long _lastTopics = options.Time.GetTimestamp();

    /// <summary>Whether the broker answered over this connection.</summary>
    public bool HasRead { get; private set; }

    /// <summary>Reads until it is asked to stop, or nothing comes any more; what was read is written.</summary>
    /// <param name="stop">Asks it to stop; also ends waiting for another try.</param>
    /// <param name="cancellationToken">Stops at once.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
        try
        {
            while (!stop.IsCancellationRequested && !await IsDoneAsync(cancellationToken))
            {
                if (_writing.IsCompleted)
                    await _writing;
                partitions.LeaveLost(consumer);
                if (partitions.HasDue)
                    await TakeAsync(waiting.Token, cancellationToken);
                await ReadAsync(waiting.Token, cancellationToken);
                if (await TryGatherAsync(waiting.Token))
                    continue;
                if (IsReady())
                    await WriteAsync(waiting.Token, cancellationToken);
            }

            await EndAsync(cancellationToken);
        }
        finally
        {
            // What is being written uses a batch that is given back.
            await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((Task)_forwarding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        _none.Dispose();
        _batch.Dispose();
        _spare.Dispose();
    }

    private async Task ReadAsync(CancellationToken waiting, CancellationToken cancellationToken)
    {
        // Of messages that nobody wants, a batch gets full as well.
        if (_batch.Count == 0)
            Clear();
        var length = _batch.Messages.Length;
        var change = await consumer.ReadAsync(_batch.Messages, Wait(), cancellationToken);
        HasRead = true;
        meter.BrokerAnswered();
        if (change is not null)
        {
            partitions.Change(change);
            _lastMessage = options.Time.GetTimestamp(); // A group that changes is not idle.
        }

        var read = _batch.Messages.Count;
        _isFew = read - _sorted < FewMessages && _batch.Messages.Length - length < FewBytes;
        if (read == _sorted)
            return;

        _lastMessage = options.Time.GetTimestamp();
        for (; _sorted < read; _sorted++)
        {
            if (partitions.Find(_batch.Messages[_sorted].Partition) is not { IsLost: false } partition || _sorted < partition.IgnoredBelow)
                continue;
            meter.Consume(partition.Topic);
            var sorted = sorter.Sort(partition, _batch, _sorted);
            while (sorted == Sorted.NeedsSchema)
            {
                // Where nobody can be asked, the message waits, and all behind it.
                await AliveAsync(
                    stop => retrying.ExecuteAsync(async _ => await format.FindSchemaAsync(sorter.Unknown!, cancellationToken), stop).AsTask(),
                    waiting, cancellationToken);
                sorted = sorter.Decode(partition, _batch, _sorted);
            }

            if (sorted == Sorted.Seek)
            {
                consumer.Seek(partition.Partition, partition.Next);
                partition.IgnoredBelow = read;
            }
        }

        meter.EndRead();
        if (_begun == 0 && _batch.Count > 0)
            _begun = _lastMessage;
    }

    private TimeSpan Wait() => _batch.Count == 0 ? IdleWait : _isFew ? TimeSpan.Zero : BusyWait;

    // Until the batch has waited long enough, and the one before is written; then there is more to be read.
    private async Task<bool> TryGatherAsync(CancellationToken waiting)
    {
        if (!_isFew || _batch.Count == 0 || _batch.Messages.IsFull || IsReady())
            return false;
        var left = options.BatchWait - options.Time.GetElapsedTime(_begun);
        using var gathering = CancellationTokenSource.CreateLinkedTokenSource(waiting);
        var delay = Task.Delay(left < LongestGather && left > TimeSpan.Zero ? left : LongestGather, options.Time, gathering.Token);
        await Task.WhenAny(left > TimeSpan.Zero ? delay : Task.WhenAny(delay, _writing));
        await gathering.CancelAsync();
        return true;
    }

    private bool IsReady() =>
        _batch.Count > 0
        && (_batch.Messages.IsFull || (_writing.IsCompleted && (options.Time.GetElapsedTime(_begun) >= options.BatchWait || IsIdle())));

    private async Task WriteAsync(CancellationToken waiting, CancellationToken cancellationToken)
    {
        await AliveAsync(_ => _writing, waiting, cancellationToken);
        var batch = _batch;
        (_batch, _spare) = (_spare, _batch);
        Clear();
        _writing = Task.Run(() => writer.WriteAsync(batch, waiting, cancellationToken), CancellationToken.None);
    }

    private void Clear()
    {
        _batch.Clear();
        (_sorted, _begun) = (0, 0);
        foreach (var partition in partitions.Taken)
            partition.IgnoredBelow = 0;
    }

    private async Task TakeAsync(CancellationToken waiting, CancellationToken cancellationToken)
    {
        IReadOnlyList<PartitionState> states = [];
        await AliveAsync(async stop => states = await partitions.TakeAsync(stop, cancellationToken), waiting, cancellationToken);
        await partitions.SeekAsync(consumer, states, cancellationToken);
    }

    // Work that takes longer, as where the target or a registry is slow or away: nothing more is read, and the group's coordinator sees that this process is
    // alive.
    private async Task AliveAsync(Func<CancellationToken, Task> work, CancellationToken waiting, CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(waiting);
        var working = work(failed.Token);
        try
        {
            if (await Task.WhenAny(working, Task.Delay(PauseAfter, options.Time, cancellationToken)) != working)
                await PollAsync(working, cancellationToken);
        }
        catch
        {
            await failed.CancelAsync();
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await working;
    }

    private async Task PollAsync(Task working, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var partition in partitions.Taken)
            consumer.Pause(partition.Partition);
        while (!working.IsCompleted)
        {
            if (await consumer.ReadAsync(_none, IdleWait, cancellationToken) is { } change)
                partitions.Change(change);
        }

        // What was read before and is not sorted yet comes again.
        foreach (var partition in partitions.Taken)
        {
            consumer.Seek(partition.Partition, partition.Next);
            partition.IgnoredBelow = _batch.Messages.Count;
        }
    }

    private async Task<bool> IsDoneAsync(CancellationToken cancellationToken)
    {
        if (options.Time.GetElapsedTime(_lastMeasure) < MeasureInterval && !IsIdle())
            return false;
        var isIdle = IsIdle() && _batch.Count == 0 && _writing.IsCompleted;
        await MeasureAsync(cancellationToken);
        if (!isIdle)
            return false;
        if (partitions.HasDue)
            return false;

        // Others may have all partitions; or nobody just now, as after this process was silent for too long, and they come back.
        if (partitions.Taken.Count == 0)
            return options.Time.GetElapsedTime(_lastMessage) >= AssignmentPatience;
        if (partitions.Taken.Any(partition => partition.Next < partition.End))
            return false;
        if (partitions.Taken.FirstOrDefault(partition => partition.Scan is not null) is { Scan: { } scan })
            throw scan.Missing(name);
        return true;
    }

    private bool IsIdle() => options.UntilIdle is { } idle && options.Time.GetElapsedTime(_lastMessage) >= idle;

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        _lastMeasure = options.Time.GetTimestamp();
        await partitions.MeasureAsync(consumer, cancellationToken);
        foreach (var partition in partitions.Taken)
        {
            if (partition.Scan?.IsOverdue(partition.Next, partition.End, options) == true)
                throw partition.Scan.Missing(name);
            if (_writing.IsCompleted)
                await consumer.CommitAsync(partition.Partition, partition.Committed, cancellationToken);
        }

        await ForwardAsync(cancellationToken);
        if (options.Time.GetElapsedTime(_lastTopics) < TopicInterval)
            return;
        _lastTopics = _lastMeasure;
        foreach (var table in plan.Tables)
            PartitionCheck.Topic(name, broker, table.Topic, await broker.FindTopicAsync(table.Topic, cancellationToken), table.Partitions);
    }

    // At first, and with each new partition, those that a process before has left behind.
    private async Task ForwardAsync(CancellationToken cancellationToken)
    {
        if (!_forwarding.IsCompleted)
            return;
        var isDone = await _forwarding;
        var letters = writer.Letters + partitions.Count;
        if ((isDone && letters == _letters) || partitions.Taken.Count == 0)
            return;
        _letters = letters;
        List<TopicPartition> taken = [.. partitions.Taken.Select(partition => partition.Partition)];
        _forwarding = Task.Run(() => forwarder.ForwardAsync(taken, cancellationToken), CancellationToken.None);
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        await _writing;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(EndPatience);
        if (_batch.Count > 0)
            await writer.WriteAsync(_batch, patience.Token, cancellationToken);
        await _forwarding;
        await ForwardAsync(cancellationToken);
        await _forwarding;
        foreach (var partition in partitions.Taken.Where(partition => !partition.IsLost))
            await consumer.CommitAsync(partition.Partition, partition.Committed, cancellationToken);
    }
}
