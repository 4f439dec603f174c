using System.Text.Json;
using StellarForge.Testing.Targets;

namespace StellarForge.Parquet.Tests;

/// <summary>DuckDB, by its npm package.</summary>
public static class DuckDb
{
    private static readonly NpmPackage Package = new("duckdb");

    /// <summary>The rows of a query; every value should be cast to text.</summary>
    public static async Task<string?[][]> QueryAsync(string sql) => JsonSerializer.Deserialize<string?[][]>(await Package.RunAsync("query.mjs", sql))!;
}
