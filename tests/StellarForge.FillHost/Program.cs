using System.Globalization;
using System.Reflection;
using StellarForge;
using StellarForge.Engine;
using StellarForge.Engine.Connectors;
using StellarForge.Engine.Verification;
using StellarForge.Testing.Models;

// A process that fills, for tests to kill: MODEL TARGET SCALE CHUNK-ROWS WORKERS [verify].
if (args is not [var name, var address, var scale, var chunkRows, var workers, .. var rest])
    return 2;

var model = new[] { Bank.Model, Shop.Model, AllTypes.Model }.Single(model => model.Name == name);
var world = new World(scale: double.Parse(scale, CultureInfo.InvariantCulture));
var plan = FillPlanner.Plan(model, world, chunkRows: long.Parse(chunkRows, CultureInfo.InvariantCulture));
string[] targets =
[
    "StellarForge.Targets.Files", "StellarForge.Targets.MySql", "StellarForge.Targets.PostgreSql", "StellarForge.Targets.SqlServer",
    "StellarForge.Targets.Sqlite",
];
await using var target = ConnectorRegistry.Of(targets.Select(Assembly.Load)).OpenTarget(address);

var result = await new FillRunner(target, plan, new FillOptions { Workers = int.Parse(workers, CultureInfo.InvariantCulture) }).RunAsync(new Phases());
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{result.LoadedRows} rows in {result.Elapsed.TotalSeconds:0.00} s, {GC.GetTotalAllocatedBytes()} bytes allocated"));
if (rest is not ["verify"])
    return 0;

var tables = await new Verifier(target, world).VerifyAsync(plan.Tables);
foreach (var table in tables)
{
    var outcome = table.IsMatch ? "matches" : $"differs from {table.Expected}: {table.Problem}{string.Join("; ", table.Differences)}";
    Console.WriteLine($"{table.Table} {table.Actual} {outcome}");
}
return tables.All(table => table.IsMatch) ? 0 : 1;

internal sealed class Phases : IProgress<FillProgress>
{
    private FillPhase? _last;

    public void Report(FillProgress value)
    {
        if (value.Phase != _last)
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Elapsed.TotalSeconds:0.00} s: {value.Phase}"));
        _last = value.Phase;
    }
}
