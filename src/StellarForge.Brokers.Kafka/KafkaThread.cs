using System.Collections.Concurrent;

namespace StellarForge.Brokers.Kafka;

/// <summary>A thread for calls of librdkafka that block, so that none of the pool's has to wait.</summary>
internal sealed class KafkaThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    public KafkaThread() => new Thread(Run) { IsBackground = true, Name = "Kafka" }.Start();

    /// <summary>Runs a call when those before it have ended.</summary>
    public Task<T> RunAsync<T>(Func<T> call)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                result.SetResult(call());
            }
            catch (OperationCanceledException error)
            {
                result.SetCanceled(error.CancellationToken);
            }
            catch (Exception error)
            {
                result.SetException(error);
            }
        });
        return result.Task;
    }

    /// <summary>Ends the thread after what it was given.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Run()
    {
        foreach (var call in _work.GetConsumingEnumerable())
            call();
        _work.Dispose();
    }
}
