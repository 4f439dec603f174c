using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using StellarForge.Benchmarks.Fills;
using StellarForge.Benchmarks.Logs;

if (args is ["fills", .. var fills])
{
    await FillComparison.RunAsync(
        fills.ElementAtOrDefault(0) ?? "all", long.Parse(fills.ElementAtOrDefault(1) ?? "500000", CultureInfo.InvariantCulture));
    return;
}

if (args is ["log", .. var log])
{
    await LogBenchmark.RunAsync(
        long.Parse(log.ElementAtOrDefault(0) ?? "5000000", CultureInfo.InvariantCulture),
        int.Parse(log.ElementAtOrDefault(1) ?? "8", CultureInfo.InvariantCulture));
    return;
}

// In this process: the projects that BenchmarkDotNet generates would be built by the rules of this repository, where warnings are errors.
var config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default);

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
