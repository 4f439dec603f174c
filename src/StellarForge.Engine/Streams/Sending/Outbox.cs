using System.Collections.Concurrent;
using Polly;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Telemetry;

namespace StellarForge.Engine.Streams;

/// <summary>
/// Sends a worker's batches in their order. Few are in memory: the next waits until the broker has acknowledged one. While the broker is away, batches go to
/// the spool, and for as long as that holds anything, all of them do. After a failure, what is not acknowledged is sent again over another connection.
/// </summary>
/// <param name="broker">The broker.</param>
/// <param name="spool">What they wait in, or <see langword="null"/> where they wait in memory, and their generator with them.</param>
/// <param name="retry">How often it is tried again, and when.</param>
/// <param name="meter">Told of waiting.</param>
/// <param name="plan">The stream.</param>
/// <param name="name">Its name.</param>
internal sealed class Outbox(IBroker broker, Spool? spool, ResiliencePipeline retry, StreamMeter meter, StreamPlan plan, string name) : IAsyncDisposable
{
    // Enough that the broker always has one in hand while the next is made.
    private const int MostInMemory = 4;

    // After so long without an acknowledgement the broker counts as away, although its client still hopes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly ConcurrentBag<SentBatch> _free = [];
    private readonly Queue<SentBatch> _handed = [];
    private readonly Queue<SentBatch> _inFlight = [];
    private readonly CancellationTokenSource _closing = new();
    private TaskCompletionSource _changed = Signal();
    private Task _sending = Task.CompletedTask;
    private int _inMemory;
    private bool _isAway;
    private bool _isSpoolBroken;

    // While the spool is drained, of what the broker takes from it half as much may be added, so that it ends.
    private long _credit;

    /// <summary>Told of each batch that is acknowledged, in their order.</summary>
    public required Action<SentProgress> Acknowledged { get; init; }

    /// <summary>Whether the broker is away, as far as is known.</summary>
    public bool IsAway
    {
        get
        {
            lock (_lock)
                return _isAway;
        }
    }

    /// <summary>Ends with sending: when that is finished, or has failed for good.</summary>
    public Task Ended => _sending;

    /// <summary>Begins to send.</summary>
    public void Start(CancellationToken cancellationToken) =>
        _sending = Task.Run(() => SendAsync(cancellationToken), CancellationToken.None);

    /// <summary>A batch to be filled.</summary>
    public SentBatch Rent() => _free.TryTake(out var batch) ? batch : new SentBatch(plan.Tables.Count);

    /// <summary>Takes a batch back.</summary>
    public void Return(SentBatch batch)
    {
        batch.Clear();
        _free.Add(batch);
    }

    /// <summary>Takes a batch over, as soon as there is room for it. When asked to stop before, the batch is not sent.</summary>
    /// <exception cref="BrokerException">Sending has failed for good.</exception>
    public async Task AddAsync(SentBatch batch, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Task changed;
            bool isAway, spools;
            lock (_lock)
            {
                var isDraining = spool is { Count: > 0 };
                if (!isDraining && _inMemory < MostInMemory)
                {
                    _inMemory++;
                    _handed.Enqueue(batch);
                    Change();
                    return;
                }

                (changed, isAway) = (_changed.Task, _isAway);
                spools = spool is not null && !_isSpoolBroken && (isAway || (isDraining && _credit > 0));
            }

            if (spools && await TrySpoolAsync(batch))
                return;
            using (meter.Wait(spools ? StreamWaiting.Spool : StreamWaiting.Broker))
                await WaitAsync(changed, stop);
        }

        Return(batch);
    }

    /// <summary>Waits until nothing is on its way, or the broker is away.</summary>
    /// <param name="most">How long at most: a broker whose answers take their time must not hold up what is due.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Stops waiting.</param>
    public async Task IdleAsync(TimeSpan most, TimeProvider time, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(most, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        while (!end.IsCancellationRequested)
        {
            if (_sending.IsCompleted)
                await _sending;
            Task changed;
            lock (_lock)
            {
                if (_inMemory == 0 || _isAway)
                    return;
                changed = _changed.Task;
            }

            await WaitAsync(changed, end.Token);
        }
    }

    /// <summary>Waits until what is on its way is acknowledged, or has failed. What is spooled is not sent.</summary>
    public async Task FinishAsync()
    {
        await _closing.CancelAsync();
        lock (_lock)
            Change();
        await _sending;
        if (spool is { Count: > 0 and var count })
            meter.Notice(FormattableString.Invariant($"{count} events that were spooled are not sent. Whoever goes on makes them again."));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        lock (_lock)
            Change();
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var batch in _inFlight.Concat(_handed).Concat(_free))
            batch.Dispose();
        if (_isAway)
            meter.Away(-1);
        _closing.Dispose();
    }

    private static bool IsOfDisk(Exception error) => error is BrokerException or IOException or UnauthorizedAccessException;

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Under the lock.
    private void Change()
    {
        _changed.TrySetResult();
        _changed = Signal();
    }

    // Ends as well when sending has failed, with its error.
    private async Task WaitAsync(Task changed, CancellationToken stop)
    {
        try
        {
            await (await Task.WhenAny(changed, _sending).WaitAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The caller looks.
        }
    }

    private async Task<bool> TrySpoolAsync(SentBatch batch)
    {
        var (bytes, isFirst) = (batch.Messages.Length, spool!.Count == 0);
        try
        {
            if (!await spool.TryAppendAsync(batch, CancellationToken.None))
                return false;
        }
        catch (Exception error) when (IsOfDisk(error))
        {
            meter.Notice($"The spool can't be written: {error.Message} Sending waits for the broker instead.");
            _isSpoolBroken = true;
            return false;
        }

        Return(batch);
        lock (_lock)
        {
            _credit = isFirst || _isAway ? 0 : _credit - bytes;
            Change();
        }

        return true;
    }

    // Connects again and again, until asked to finish.
    private async Task SendAsync(CancellationToken cancellationToken)
    {
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token, cancellationToken);
        try
        {
            while (!closing.IsCancellationRequested)
                await retry.ExecuteAsync(async _ => await ConnectAndSendAsync(cancellationToken), closing.Token);
        }
        catch (Exception error) when (_closing.IsCancellationRequested && error is OperationCanceledException or BrokerException { Kind: ErrorKind.Transient })
        {
            // What was not acknowledged is sent again by whoever goes on.
        }
    }

    // Sends over one connection, until asked to finish, or until it is lost after it had worked: then it is worth another at once.
    private async Task ConnectAndSendAsync(CancellationToken cancellationToken)
    {
        var hasWorked = false;
        try
        {
            var producer = await broker.ConnectProducerAsync(cancellationToken);
            try
            {
                foreach (var batch in _inFlight)
                    batch.Sending = SendAsync(producer, batch, cancellationToken);
                while (await TryStepAsync(producer, cancellationToken))
                    hasWorked = true;
            }
            finally
            {
                // A client may still read what it was given to send: it goes first.
                await producer.DisposeAsync();
                foreach (var batch in _inFlight)
                    await batch.Sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (BrokerException error) when (error.Kind == ErrorKind.Transient)
        {
            Away(true);
            if (!hasWorked || _closing.IsCancellationRequested)
                throw;
            meter.Retry(error, TimeSpan.Zero);
        }
    }

    private async Task SendAsync(IBrokerProducer producer, SentBatch batch, CancellationToken cancellationToken)
    {
        using var activity = EngineActivities.StartSending(batch.Messages, name, broker.SystemName, plan.SingleTopic);
        try
        {
            await producer.SendAsync(batch.Messages, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            EngineActivities.Fail(activity, error);
            throw;
        }
    }

    // Sends what there is, and waits for the next acknowledgement; false when all is done.
    private async Task<bool> TryStepAsync(IBrokerProducer producer, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
                changed = _changed.Task;
            while (_inFlight.Count < MostInMemory && await NextAsync(cancellationToken) is { } next)
            {
                _inFlight.Enqueue(next);
                next.Sending = SendAsync(producer, next, cancellationToken);
            }

            if (!_inFlight.TryPeek(out var first))
            {
                if (_closing.IsCancellationRequested)
                    return false;
                await changed.WaitAsync(cancellationToken);
            }
            else if (first.Sending.IsCompleted)
            {
                await first.Sending;
                Acknowledge(_inFlight.Dequeue());
                return true;
            }
            else
            {
                await PatientlyAsync(_inFlight.Count < MostInMemory ? Task.WhenAny(first.Sending, changed) : Task.WhenAny(first.Sending));
            }
        }
    }

    // What was handed over came before what is in the spool.
    private async Task<SentBatch?> NextAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_handed.TryDequeue(out var batch))
                return batch;
            if (spool is not { Count: > 0 } || _closing.IsCancellationRequested)
                return null;
            _inMemory++;
        }

        var spooled = Rent();
        try
        {
            await spool.TakeAsync(spooled, cancellationToken);
        }
        catch (Exception error) when (IsOfDisk(error))
        {
            throw new SpoolException($"The spool can't be read: {error.Message}", error);
        }

        spooled.IsSpooled = true;
        return spooled;
    }

    private async Task PatientlyAsync(Task any)
    {
        try
        {
            await any.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            Away(true);
        }
    }

    private void Acknowledge(SentBatch batch)
    {
        Away(false);
        Acknowledged(batch.Progress);
        lock (_lock)
        {
            _inMemory--;
            _credit += batch.IsSpooled ? batch.Messages.Length / 2 : 0;
            Change();
        }

        Return(batch);
    }

    private void Away(bool isAway)
    {
        lock (_lock)
        {
            if (_isAway == isAway)
                return;
            _isAway = isAway;
            meter.Away(isAway ? 1 : -1);
            Change();
        }
    }
}
