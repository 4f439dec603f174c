using Microsoft.Extensions.Logging;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.SchemaRegistry;

namespace StellarForge.ServiceDefaults;

/// <summary>
/// Work that goes on until the process is asked to end: what fails says so and is tried again with growing pauses, and holds up no other work. It may be
/// paused, and may wait for a person after failures that another try does not mend.
/// </summary>
/// <param name="name">What the log calls it: <c>Stream shop</c>.</param>
/// <param name="logger">The log.</param>
/// <param name="time">The clock.</param>
public abstract class SupervisedWork(string name, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private CancellationTokenSource? _run;
    private TaskCompletionSource _changed = NewSignal();
    private bool _isPaused;
    private Exception? _stopped;
    private HostState _state = HostState.Starting;
    private string? _error;
    private string? _notice;
    private long _noticed;

    /// <summary>How long a notice is shown.</summary>
    protected static TimeSpan NoticeTime { get; } = TimeSpan.FromSeconds(15);

    /// <summary>The log.</summary>
    protected ILogger Logger => logger;

    /// <summary>The clock.</summary>
    protected TimeProvider Time => time;

    /// <summary>State, error and notice as they are.</summary>
    protected (HostState State, string? Error, string? Notice) Condition
    {
        get
        {
            lock (_lock)
                return (_state, _error, _notice is not null && time.GetElapsedTime(_noticed) < NoticeTime ? _notice : null);
        }
    }

    /// <summary>Whether it failed and waits for a person.</summary>
    protected bool IsStopped
    {
        get
        {
            lock (_lock)
                return _stopped is not null;
        }
    }

    /// <summary>Does the work until it is asked to stop, or is done.</summary>
    /// <param name="stop">Stops after what is in hand.</param>
    /// <param name="abort">Stops at once.</param>
    /// <returns>Whether it is done for good.</returns>
    protected abstract Task<bool> RunOnceAsync(CancellationToken stop, CancellationToken abort);

    /// <summary>Whether another try does harm after a failure: then the work stands until a person goes on with it.</summary>
    protected virtual bool WaitsForPerson(Exception error) => false;

    /// <summary>Says what the work is doing; an error of before is over.</summary>
    protected void Enter(HostState state)
    {
        lock (_lock)
            (_state, _error) = (state, null);
    }

    /// <summary>Says what a user should know now, on the status and in the log.</summary>
    protected void Notice(string text)
    {
        lock (_lock)
            (_notice, _noticed) = (text, time.GetTimestamp());
        Log.Notice(logger, name, text);
    }

    /// <summary>What was said is over.</summary>
    protected void Forget()
    {
        lock (_lock)
            _notice = null;
    }

    /// <summary>
    /// Pauses the work after what is in hand, or goes on with it: also where it failed and waits for a person, unless it is paused beside that.
    /// </summary>
    protected void Pause(bool isPaused)
    {
        lock (_lock)
        {
            if (isPaused == _isPaused && (isPaused || _stopped is null))
                return;
            if (isPaused == _isPaused)
                _stopped = null;
            _isPaused = isPaused;
        }

        Restart();
    }

    /// <summary>Stops what runs after what is in hand, and begins it again with what is set by now.</summary>
    protected void Restart()
    {
        lock (_lock)
        {
            // What waits for it goes on elsewhere, and not under this lock.
            _ = _run?.CancelAsync();
            _changed.TrySetResult();
            _changed = NewSignal();
        }
    }

    /// <summary>Works until it is asked to stop.</summary>
    /// <param name="stop">Stops after what is in hand.</param>
    /// <param name="abort">Stops at once.</param>
    internal async Task RunAsync(CancellationToken stop, CancellationToken abort)
    {
        var pause = FirstPause;
        while (!stop.IsCancellationRequested)
        {
            using var run = CancellationTokenSource.CreateLinkedTokenSource(stop);
            bool isPaused;
            Exception? stopped;
            Task changed;
            lock (_lock)
                (_run, isPaused, stopped, changed) = (run, _isPaused, _stopped, _changed.Task);
            var started = time.GetTimestamp();
            try
            {
                if (isPaused)
                {
                    Enter(HostState.Paused);
                    await changed.WaitAsync(stop);
                    continue;
                }

                if (stopped is not null)
                {
                    Fail(stopped);
                    await changed.WaitAsync(stop);
                    continue;
                }

                Enter(HostState.Starting);
                if (await RunOnceAsync(run.Token, abort))
                {
                    Enter(HostState.Ended);
                    Log.Ended(logger, name);
                    return;
                }

                pause = FirstPause;
            }
            catch (OperationCanceledException) when (run.IsCancellationRequested || abort.IsCancellationRequested)
            {
                // Asked to stop, or to begin anew.
            }
            catch (Exception error)
            {
                // Whatever it is: the others go on, and a person may mend it meanwhile.
                if (WaitsForPerson(error))
                {
                    Log.Stopped(logger, name, error.Message);
                    lock (_lock)
                        _stopped = error;
                    continue;
                }

                // What ran for as long was mended meanwhile.
                if (time.GetElapsedTime(started) >= LongestPause)
                    pause = FirstPause;
                Log.Failed(logger, Failure.IsKnown(error) ? null : error, name, Failure.Describe(error), pause.TotalSeconds);
                Fail(error);
                await Task.WhenAny(changed, Task.Delay(pause, time, stop));
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            }
            finally
            {
                lock (_lock)
                    _run = null;
            }
        }
    }

    private void Fail(Exception error)
    {
        var mayPass = error is BrokerException { Kind: ErrorKind.Transient } or TargetException { Kind: ErrorKind.Transient }
            or SchemaRegistryException { Kind: ErrorKind.Transient };
        lock (_lock)
            (_state, _error) = (mayPass ? HostState.Waiting : HostState.Failed, Failure.Describe(error));
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
