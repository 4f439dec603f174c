using System.Text.Json.Nodes;
using StellarForge.Engine;
using StellarForge.Testing.Models;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.Files.Tests;

/// <summary>What a folder's own files may say, and what a fill may do to a folder. By itself: bytes allocated are counted for the whole process.</summary>
[CollectionDefinition(nameof(ExportFolderTests), DisableParallelization = true)]
[Collection(nameof(ExportFolderTests))]
public sealed class ExportFolderTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("stellarforge-folder-");

    private string Folder => Path.Combine(_temporary.FullName, "export");

    private string Manifest => Path.Combine(Folder, "manifest.json");

    [Theory]
    [InlineData("../victim-00001.csv")]
    [InlineData("../../victim-00001.csv")]
    [InlineData("/victim-00001.csv")]
    [InlineData("orders-00002.csv")]
    [InlineData("sub/visits-00001.csv")]
    public async Task A_manifest_that_names_other_files_than_a_fill_made_deletes_none(string name)
    {
        var victim = Path.Combine(_temporary.FullName, "victim-00001.csv");
        await File.WriteAllTextAsync(victim, "precious", Token);
        await WriteFirstManifestAsync("csv, no header", name == "/victim-00001.csv" ? victim : name);

        var error = await Should.ThrowAsync<TargetException>(() => FillAsync(Shop.Model, recreate: true));

        error.Message.ShouldBe($"{Manifest} is not the manifest of an export. Something is missing in it. Name another folder, or delete this one.");
        (await File.ReadAllTextAsync(victim, Token)).ShouldBe("precious");
    }

    [Fact]
    public void Names_of_files_have_no_control_characters_even_where_tables_do() =>
        new ExportFolder(Folder, "csv", ".csv").NameOf("a\u001b[31m\u202e\nb", 0).ShouldBe("a_[31m__b-00001.csv");

    [Fact]
    public async Task A_table_whose_name_is_a_path_deletes_nothing_outside()
    {
        var victim = Path.Combine(_temporary.FullName, "victim-00001.csv");
        await File.WriteAllTextAsync(victim, "precious", Token);
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(
            Manifest, """{"version":2,"format":"jsonl","extension":".csv","tables":{"../victim":{"identity":"x","parts":{},"rows":9,"chunkRows":9}}}""", Token);

        await FillAsync(Shop.Model, recreate: true, force: true);

        (await File.ReadAllTextAsync(victim, Token)).ShouldBe("precious");
    }

    [Theory]
    [InlineData("null", "Something is missing in it.")]
    [InlineData("[]", "It is damaged in line 1.")]
    [InlineData("", "It is empty, or no file.")]
    [InlineData("{}", "Something is missing in it.")]
    [InlineData("""{"format":null,"tables":{}}""", "Something is missing in it.")]
    [InlineData("""{"format":"csv","tables":null}""", "Something is missing in it.")]
    [InlineData("""{"format":"csv","tables":{"visits":null}}""", "Something is missing in it.")]
    [InlineData("""{"format":"csv","tables":{"visits":{"identity":"x","parts":{},"files":[null]}}}""", "Something is missing in it.")]
    [InlineData("""{"format":"csv","tables":{"visits":{"identity":"x","parts":{},"files":[{"name":null,"from":0,"to":1}]}}}""", "Something is missing in it.")]
    [InlineData("""{"version":2,"format":null,"extension":".csv","tables":{}}""", "It names no format, or no tables.")]
    [InlineData("""{"version":2,"format":"csv","extension":"/../x","tables":{}}""", "The end of its files' names is not one, such as .csv.")]
    [InlineData("""{"version":2,"format":"csv","extension":".csv","tables":{"visits":null}}""", "It does not say what the rows of table visits depend on.")]
    [InlineData(
        """{"version":2,"format":"csv","extension":".csv","tables":{"visits":{"identity":"x","parts":{"seed":null}}}}""",
        "It does not say what the rows of table visits depend on.")]
    [InlineData(
        """{"version":2,"format":"csv","extension":".csv","tables":{"visits":{"identity":"x","parts":{},"rows":5,"chunkRows":0}}}""",
        "It has 5 rows of table visits in files of 0.")]
    [InlineData(
        """{"version":2,"format":"csv","extension":".csv","tables":{"visits":{"identity":"x","parts":{},"rows":"many"}}}""",
        "It is damaged in line 1.")]
    public async Task A_damaged_manifest_is_named(string content, string problem)
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Manifest, content, Token);

        var error = await Should.ThrowAsync<TargetException>(() => FillAsync(Shop.Model));

        error.Message.ShouldBe($"{Manifest} is not the manifest of an export. {problem} Name another folder, or delete this one.");
    }

    [Theory]
    [InlineData(599)]
    [InlineData(900)]
    [InlineData(2_305_843_009_213_693_952)]
    public async Task A_manifest_with_other_rows_than_its_fills_is_damaged(long rows)
    {
        await FillAsync(Shop.Model);
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Manifest, Token))!;
        manifest["tables"]!["visits"]!["rows"] = rows;
        manifest["tables"]!["visits"]!["chunkRows"] = Math.Max(1_000, rows / 1_000);
        await File.WriteAllTextAsync(Manifest, manifest.ToJsonString(), Token);

        var error = await Should.ThrowAsync<TargetException>(() => FillAsync(Shop.Model));

        error.Message.ShouldContain($"the manifest is damaged: table visits has {rows} rows of visits in it, and the fill has 600.");
    }

    [Fact]
    public async Task A_folder_that_a_newer_release_filled_is_refused()
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Manifest, """{"version":3,"shards":[]}""", Token);

        var error = await Should.ThrowAsync<TargetException>(() => FillAsync(Shop.Model, recreate: true));

        error.Message.ShouldBe($"{Manifest} is of version 3, and this release knows versions up to 2: a newer one filled the folder. " +
            "Use that one, or name another folder.");
    }

    [Fact]
    public async Task A_folder_of_the_first_release_is_continued_where_it_stopped()
    {
        await FillAsync(Shop.Model, chunkRows: 150);
        var first = ToFirstVersion(JsonNode.Parse(await File.ReadAllTextAsync(Manifest, Token))!);
        Directory.Delete(Path.Combine(Folder, ".stellarforge"), recursive: true);
        await File.WriteAllTextAsync(Manifest, first.ToJsonString(), Token);
        var deleted = Directory.GetFiles(Folder, "visits-*.csv").Order().ElementAt(1);
        File.Delete(deleted);

        var result = await FillAsync(Shop.Model, chunkRows: 1_000);

        result.LoadedRows.ShouldBe(150);
        File.Exists(deleted).ShouldBeTrue();
        var upgraded = JsonNode.Parse(await File.ReadAllTextAsync(Manifest, Token))!;
        ((int)upgraded["version"]!).ShouldBe(2);
        ToFirstVersion(upgraded).ToJsonString().ShouldBe(first.ToJsonString());
    }

    [Fact]
    public async Task A_link_in_place_of_the_folder_of_locks_is_refused_and_what_it_leads_to_stays()
    {
        var victim = _temporary.CreateSubdirectory("victim");
        await File.WriteAllTextAsync(Path.Combine(victim.FullName, "visits-00001.csv.tmp"), "precious", Token);
        Directory.CreateDirectory(Folder);
        Directory.CreateSymbolicLink(Path.Combine(Folder, ".stellarforge"), victim.FullName);

        var error = await Should.ThrowAsync<TargetException>(() => FillAsync(Shop.Model, recreate: true));

        error.Message.ShouldStartWith($"{Folder}/.stellarforge is a symbolic link");
        victim.GetFiles().ShouldHaveSingleItem().Length.ShouldBe(8);
    }

    [Fact]
    public async Task A_link_in_place_of_a_temporary_file_is_refused_and_what_it_leads_to_stays()
    {
        var victim = Path.Combine(_temporary.FullName, "victim");
        await File.WriteAllTextAsync(victim, "precious", Token);
        Directory.CreateDirectory(Path.Combine(Folder, ".stellarforge"));
        File.CreateSymbolicLink(Path.Combine(Folder, ".stellarforge", "visits-00001.csv.tmp"), victim);

        var error = await Should.ThrowAsync<TargetException>(() => FillAsync(Shop.Model));

        error.Message.ShouldStartWith($"{Folder}/.stellarforge/visits-00001.csv.tmp is a symbolic link");
        (await File.ReadAllTextAsync(victim, Token)).ShouldBe("precious");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_no_fill_wrote_is_refused_by_name_and_stays(bool isFilled)
    {
        if (isFilled)
            await FillAsync(Shop.Model);
        Directory.CreateDirectory(Folder);
        var own = Path.Combine(Folder, "visits-00099.csv");
        await File.WriteAllTextAsync(own, "precious", Token);

        var error = await Should.ThrowAsync<FillRefusedException>(() => FillAsync(Shop.Model, recreate: true));

        error.Message.ShouldBe($"Table visits already has a file that no fill wrote: {own}. Move it away, or name another folder.");
        (await File.ReadAllTextAsync(own, Token)).ShouldBe("precious");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?header=false")]
    public async Task Recreating_looks_at_all_tables_before_it_deletes_one(string format)
    {
        await FillAsync(Bank.Model);
        await File.WriteAllTextAsync(Path.Combine(Folder, "transfers-00999.csv"), "precious", Token);
        var files = Directory.GetFiles(Folder).Order().ToArray();
        await using var target = FilesTarget.Open($"csv:{Folder}{format}");

        var error = await Should.ThrowAsync<FillRefusedException>(
            () => target.PrepareAsync(FillPlanner.Plan(Bank.Model, World.Default), recreate: true, Token));

        error.Message.ShouldStartWith("Table transfers already has a file that no fill wrote");
        Directory.GetFiles(Folder).Order().ShouldBe(files);
    }

    [Fact]
    public async Task Recreating_leaves_what_is_not_a_tables_file()
    {
        await FillAsync(Shop.Model, chunkRows: 150);
        await File.WriteAllTextAsync(Path.Combine(Folder, "visits-notes.csv"), "precious", Token);
        await File.WriteAllTextAsync(Path.Combine(Folder, ".stellarforge", "notes.txt"), "precious", Token);

        await FillAsync(Shop.Model, recreate: true, chunkRows: 1_000);

        File.Exists(Path.Combine(Folder, "visits-notes.csv")).ShouldBeTrue();
        File.Exists(Path.Combine(Folder, ".stellarforge", "notes.txt")).ShouldBeTrue();
        Directory.GetFiles(Folder, "visits-0*.csv").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Recreating_one_table_in_another_format_deletes_no_other_tables_files()
    {
        await FillAsync(Bank.Model);
        var files = Directory.GetFiles(Folder, "*.csv").Order().ToArray();
        await using var target = FilesTarget.Open($"jsonl:{Folder}");
        var plan = FillPlanner.Plan(Bank.Model, World.Default, [Bank.Accounts]);

        var error = await Should.ThrowAsync<FillRefusedException>(() => target.PrepareAsync(plan, recreate: true, Token));

        error.Message.ShouldContain("those of tables that are not filled now, too: transfers. Fill all of them, name another folder, or say --force.");
        Directory.GetFiles(Folder, "*.csv").Order().ShouldBe(files);

        await target.PrepareAsync(plan with { IsForced = true }, recreate: true, Token);
        Directory.GetFiles(Folder, "*.csv").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_session_says_in_words_what_it_can_not_do()
    {
        await FillAsync(Bank.Model);
        await using var target = FilesTarget.Open($"csv:{Folder}");
        await using var session = await target.ConnectAsync(Token);

        (await Should.ThrowAsync<InvalidOperationException>(() => session.LoadAsync(Bank.Accounts.Rows(World.Default).Range(0, 10), null, Token)))
            .Message.ShouldStartWith("No chunk is claimed");
        (await Should.ThrowAsync<InvalidOperationException>(() => session.CommitAsync(Token))).Message.ShouldStartWith("Nothing was loaded");
    }

    [Fact]
    public async Task What_a_chunk_costs_does_not_grow_with_their_number()
    {
        await FillAsync(Shop.Model, chunkRows: 100);
        var few = await AllocatedByChunkAsync(100);
        var many = await AllocatedByChunkAsync(600);

        many.ShouldBeLessThan(few * 3 / 2);

        async Task<long> AllocatedByChunkAsync(int chunks)
        {
            await using var target = FilesTarget.Open($"csv:{Folder}");
            var plan = FillPlanner.Plan(Shop.Model, World.Default, [Shop.Visits], chunkRows: 600 / chunks);
            await target.PrepareAsync(plan, recreate: true, Token);
            await using var session = await target.ConnectAsync(Token);
            await session.LoadNextAsync(plan);

            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var loaded = 1; loaded < chunks; loaded++)
                (await session.LoadNextAsync(plan)).ShouldNotBeNull();
            return (GC.GetTotalAllocatedBytes(precise: true) - before) / (chunks - 1);
        }
    }

    public void Dispose() => _temporary.Delete(recursive: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<FillResult> FillAsync(Model model, bool recreate = false, long chunkRows = 1_000, bool force = false)
    {
        await using var target = FilesTarget.Open($"csv:{Folder}");
        var plan = FillPlanner.Plan(model, World.Default, chunkRows: chunkRows) with { IsForced = force };
        return await new FillRunner(target, plan, new FillOptions { Recreate = recreate, Workers = 1 }).RunAsync(cancellationToken: Token);
    }

    private async Task WriteFirstManifestAsync(string format, string file)
    {
        Directory.CreateDirectory(Folder);
        var manifest = new JsonObject
        {
            ["format"] = format,
            ["tables"] = new JsonObject
            {
                ["visits"] = new JsonObject
                {
                    ["identity"] = "x",
                    ["parts"] = new JsonObject(),
                    ["files"] = new JsonArray(new JsonObject { ["name"] = file, ["from"] = 0, ["to"] = 600 }),
                },
            },
        };
        await File.WriteAllTextAsync(Manifest, manifest.ToJsonString(), Token);
    }

    // What version 1 wrote of the same fill.
    private static JsonObject ToFirstVersion(JsonNode manifest)
    {
        var first = manifest.DeepClone().AsObject();
        first.Remove("version");
        first.Remove("extension");
        foreach (var (_, table) in first["tables"]!.AsObject())
        {
            table!.AsObject().Remove("rows");
            table.AsObject().Remove("chunkRows");
        }

        return first;
    }
}
