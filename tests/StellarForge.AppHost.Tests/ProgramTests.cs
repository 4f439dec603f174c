using System.Diagnostics;

namespace StellarForge.AppHost.Tests;

/// <summary>The AppHost as a program: what it says of mistakes, and the code that it ends with.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stellarforge-apphost-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("There is no profile 'fat'; there are full, light, embedded.", "--profile", "fat")]
    [InlineData("There is no broker 'mqtt'; there are kafka, rabbitmq, redis, embedded.", "--broker", "mqtt")]
    [InlineData(
        "No container engine answers (no-such-engine): start Docker or Podman, or take --profile embedded, which needs none.", "--profile", "light")]
    public async Task A_mistake_is_one_sentence_and_exit_code_2(string sentence, params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);

        code.ShouldBe(2);
        error.ShouldBe(sentence + Environment.NewLine);
        output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_publication_needs_no_engine_and_one_that_failed_does_not_end_with_0()
    {
        var manifest = Path.Combine(_folder, "manifest.json");
        string[] publish = ["--profile", "light", "--operation", "publish", "--step", "publish-manifest"];

        (await RunAsync([.. publish, "--output-path", manifest])).Code.ShouldBe(0);
        File.Exists(manifest).ShouldBeTrue();
        var (code, output, error) = await RunAsync([.. publish, "--output-path", Path.Combine(manifest, "below-a-file.json")]);
        code.ShouldBe(1);
        (output + error).ShouldContain("Step 'publish-manifest' failed");
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "StellarForge.AppHost.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPIRE_CONTAINER_RUNTIME"] = "no-such-engine";

        // Aspire looks for its orchestrator, which none of these gets to use.
        start.Environment["DcpPublisher__CliPath"] = start.Environment["DcpPublisher__DashboardPath"] = "none";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }
}
