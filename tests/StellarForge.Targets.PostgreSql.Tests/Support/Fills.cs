using System.Runtime.CompilerServices;
using StellarForge.Engine;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.PostgreSql.Tests.Support;

/// <summary>Plans and fills without the engine's own planning and retries: what the target does, and nothing else.</summary>
public static class Fills
{
    public static FillPlan Plan(Model model, World? world = null, long chunkRows = 1_000, params IEnumerable<Table> tables)
    {
        world ??= World.Default;
        IReadOnlyList<Table> chosen = tables.Any() ? [.. tables] : model.Tables;
        return new FillPlan
        {
            Model = model,
            World = world,
            Tables = chosen,
            ChunkSizes = chosen.ToDictionary(table => table.Schema.QualifiedName, _ => chunkRows),
            Identities = chosen.ToDictionary(
                table => table.Schema.QualifiedName,
                table => new FillIdentity($"{table} {world.Seed}", new Dictionary<string, string> { ["seed"] = $"{world.Seed}", ["columns"] = "same" })),
        };
    }

    public static async Task FillAsync(this PostgreSqlTarget target, FillPlan plan, bool recreate = false, int workers = 2)
    {
        await target.PrepareAsync(plan, recreate, TestContext.Current.CancellationToken);
        await target.LoadAsync(plan, workers);
        await target.FinishAsync(plan, TestContext.Current.CancellationToken);
    }

    public static Task LoadAsync(this PostgreSqlTarget target, FillPlan plan, int workers = 2) =>
        Task.WhenAll(Enumerable.Range(0, workers).Select(async _ =>
        {
            await using var session = await target.ConnectAsync(TestContext.Current.CancellationToken);
            while (await session.LoadNextAsync(plan) is not null)
            {
            }
        }));

    /// <summary>Compares the rows that the database has, by the target's own reading, with those that the model says.</summary>
    public static async Task ShouldHoldAsync(this PostgreSqlTarget target, Table table, World? world = null)
    {
        var (actual, expected) = (await target.ReadAsync(table), Expected(table, world));
        var at = actual.Zip(expected).TakeWhile(pair => pair.First == pair.Second).Count();
        actual.ElementAtOrDefault(at).ShouldBe(expected.ElementAtOrDefault(at));
        actual.Count.ShouldBe(expected.Count);
    }

    public static async Task<List<string>> ReadAsync(this PostgreSqlTarget target, Table table)
    {
        var sink = new StrongBox<TextSink>(new TextSink());
        await target.ReadAsync(table.Schema, sink, TestContext.Current.CancellationToken);
        return [.. sink.Value.Rows.Order(StringComparer.Ordinal)];
    }

    private static List<string> Expected(Table table, World? world)
    {
        var sink = new TextSink();
        table.Rows(world ?? World.Default).Range(0, (world ?? World.Default).EndRow(table.Schema)).WriteTo(ref sink);
        return [.. sink.Rows.Order(StringComparer.Ordinal)];
    }
}
