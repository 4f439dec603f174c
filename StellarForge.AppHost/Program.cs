using Aspire.Hosting.Publishing;
using StellarForge.AppHost;

var builder = DistributedApplication.CreateBuilder(args);
try
{
    AppModel.Configure(builder);
    await ContainerEngine.RequireAsync(builder);
}
catch (AppModelException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 2;
}

// A publication that failed ends the application as one that succeeded does: Aspire has said why, and leaves the exit code 0.
var isDone = builder.ExecutionContext.IsRunMode;
builder.Eventing.Subscribe<AfterPublishEvent>((_, _) =>
{
    isDone = true;
    return Task.CompletedTask;
});
await builder.Build().RunAsync();
return isDone ? 0 : 1;
