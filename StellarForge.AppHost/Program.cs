using StellarForge.AppHost;

var builder = DistributedApplication.CreateBuilder(args);
try
{
    AppModel.Configure(builder);
}
catch (AppModelException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 2;
}

await builder.Build().RunAsync();
// What failed while it ran, such as a publication, has set it.
return Environment.ExitCode;
