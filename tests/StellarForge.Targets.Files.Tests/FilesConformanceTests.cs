using System.Security.Cryptography;
using System.Text.Json.Nodes;
using StellarForge.Engine;
using StellarForge.Testing.Models;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.Files.Tests;

public class CsvConformanceTests : TargetConformanceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_written_reads_in_another_csv_library()
    {
        await using var store = new CsvStore();
        await FillAsync(store, AllTypes.Model);

        var rows = store.FilesOf("*").SelectMany(CsvStore.Read).ToList();

        rows.Count.ShouldBe(500);
        rows[1].ShouldContain("naïve 😀 𝄞 中文");
        rows[7].ShouldContain("tab\t, line\nfeed, \\N, \\., \"quoted\", 'single', {braces}");
        rows[2].Skip(1).ShouldAllBe(value => value.Length == 0);
    }

    [Theory]
    [InlineData("gzip=true")]
    [InlineData("header=false&delimiter=tab")]
    [InlineData("crlf=true&delimiter=semicolon")]
    public async Task Every_dialect_comes_back(string options)
    {
        await using var store = new CsvStore();
        await using var target = FilesTarget.Open($"{store.Uri}?{options}");
        await new FillRunner(target, FillPlanner.Plan(AllTypes.Model, World.Default, chunkRows: 90)).RunAsync(cancellationToken: Token);

        var result = await new Engine.Verification.Verifier(target, World.Default).VerifyAsync(AllTypes.Model.Tables, cancellationToken: Token);

        result.ShouldHaveSingleItem().IsMatch.ShouldBeTrue(result[0].Problem);
    }

    [Fact]
    public async Task Gzip_files_are_what_gunzip_reads()
    {
        await using var store = new CsvStore();
        await using var target = FilesTarget.Open($"{store.Uri}?gzip=true");
        await new FillRunner(target, FillPlanner.Plan(Shop.Model, World.Default)).RunAsync(cancellationToken: Token);

        (await Tool.RunAsync("gzip", "-dc", Path.Combine(store.Folder, "visits-00001.csv.gz"))).Split('\n').Length.ShouldBe(601);
    }

    [Fact]
    public async Task The_manifest_has_each_files_rows_and_hash()
    {
        await using var store = new CsvStore();
        await FillAsync(store, Shop.Model);

        var tables = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(store.Folder, "manifest.json"), Token))!["tables"]!;
        var files = tables.AsObject().SelectMany(table => table.Value!["files"]!.AsArray()).ToList();

        files.Sum(file => (long)file!["rows"]!).ShouldBe(Shop.Model.Tables.Sum(table => FillPlanner.CountRows(table, World.Default)));
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(store.Folder, (string)file!["name"]!), Token);
            ((long)file["bytes"]!).ShouldBe(bytes.Length);
            ((string)file["sha256"]!).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }

        Directory.GetFiles(Path.Combine(store.Folder, ".stellarforge"), "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_was_deleted_is_written_again()
    {
        await using var store = new CsvStore();
        await FillAsync(store, Shop.Model);
        var file = store.FilesOf("shop.lines").First();
        var before = await File.ReadAllBytesAsync(file, Token);
        File.Delete(file);

        await FillAsync(store, Shop.Model);

        (await File.ReadAllBytesAsync(file, Token)).ShouldBe(before);
    }

    [Fact]
    public async Task Another_format_is_refused()
    {
        await using var store = new CsvStore();
        await FillAsync(store, Shop.Model);
        await using var target = FilesTarget.Open($"{store.Uri}?header=false");

        var refusal = await Should.ThrowAsync<FillRefusedException>(
            () => target.PrepareAsync(FillPlanner.Plan(Shop.Model, World.Default), recreate: false, Token));

        refusal.Message.ShouldBe("The folder holds files of another format: csv, and now csv, no header. Name another folder, or start anew by --recreate.");
    }

    [Fact]
    public async Task A_file_that_is_cut_off_is_a_problem_with_its_name()
    {
        await using var store = new CsvStore();
        await FillAsync(store, Shop.Model);
        var file = store.FilesOf("shop.lines").First();
        await File.AppendAllTextAsync(file, "\"open", Token);

        var result = (await VerifyAsync(store, Shop.Model))[1];

        result.IsMatch.ShouldBeFalse();
        result.Problem.ShouldBe($"{file} can't be read: The data ends within a row.");
    }

    protected override Task<TargetStore> CreateAsync() => Task.FromResult<TargetStore>(new CsvStore());
}

public class JsonLinesConformanceTests : TargetConformanceTests
{
    [Fact]
    public async Task What_is_written_reads_in_python()
    {
        await using var store = new JsonLinesStore();
        await FillAsync(store, AllTypes.Model, chunkRows: 1_000);

        var output = await Tool.RunAsync(
            "python3", "-c", "import json, sys; rows = [json.loads(line) for line in open(sys.argv[1])]; " +
                "print(len(rows), rows[1]['uint64'], rows[1]['text'], rows[2]['text'])", store.FilesOf("*").Single());

        output.ShouldBe("500 18446744073709551615 naïve 😀 𝄞 中文 None");
    }

    protected override Task<TargetStore> CreateAsync() => Task.FromResult<TargetStore>(new JsonLinesStore());
}
