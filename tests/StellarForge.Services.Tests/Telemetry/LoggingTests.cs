using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace StellarForge.Services.Tests.Telemetry;

public sealed class LoggingTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("logging").FullName, "settings.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Fact]
    public async Task Levels_change_while_the_service_runs()
    {
        Write("Warning");
        await using var host = await TestHost.StartAsync(configure: builder => builder.Configuration.AddJsonFile(_file, optional: false, reloadOnChange: true));
        host.App.Logger.IsEnabled(LogLevel.Information).ShouldBeFalse();

        Write("Debug");

        // Ends with the test's own limit where it does not come.
        while (!host.App.Logger.IsEnabled(LogLevel.Debug))
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private void Write(string level) => File.WriteAllText(_file, """{"Logging":{"LogLevel":{"Default":"#"}}}""".Replace("#", level, StringComparison.Ordinal));
}
