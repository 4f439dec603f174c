using StellarForge.Api.Remote;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Jobs;

/// <summary>Runs jobs as long as the process runs; then they have a set time to finish what is in hand, as streams and pipelines have.</summary>
/// <param name="topology">Says how long.</param>
/// <param name="logger">The log.</param>
internal sealed class JobService(Topology topology, ILogger<JobService> logger) : SupervisedService([], topology.Options.ShutdownTimeout)
{
    /// <summary>Starts a job.</summary>
    /// <param name="name">What the log calls it: <c>Fill 3</c>.</param>
    /// <param name="work">The job; it is given what stops it after what is in hand, and what stops it at once.</param>
    /// <param name="onFailed">Is told what users may know, where it failed.</param>
    public void Start(string name, Func<CancellationToken, CancellationToken, Task> work, Action<string> onFailed) => Run(async (stop, abort) =>
    {
        try
        {
            await work(stop, abort);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            onFailed("The service was ended.");
        }
        catch (Exception error)
        {
            // Whatever it is, it is the job's and not the service's.
            var problem = error is RemoteException ? error.Message : Failure.Describe(error);
            Log.JobFailed(logger, error is RemoteException || Failure.IsKnown(error) ? null : error, name, problem);
            onFailed(problem);
        }
    });
}
