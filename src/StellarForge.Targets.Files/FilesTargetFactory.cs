using StellarForge.Engine;
using StellarForge.Targets.Files;

[assembly: TargetFactory(typeof(CsvTargetFactory))]
[assembly: TargetFactory(typeof(JsonLinesTargetFactory))]
[assembly: TargetFactory(typeof(ParquetTargetFactory))]

namespace StellarForge.Targets.Files;

/// <summary>Folders of CSV files among the kinds of targets.</summary>
public sealed class CsvTargetFactory : ITargetFactory
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Schemes { get; } = ["csv"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Providers { get; } = [];

    /// <inheritdoc/>
    public string Example => "csv:export";

    /// <inheritdoc/>
    public ITarget Create(string address) => FilesTarget.Open(address);
}

/// <summary>Folders of JSON lines files among the kinds of targets.</summary>
public sealed class JsonLinesTargetFactory : ITargetFactory
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Schemes { get; } = ["jsonl"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Providers { get; } = [];

    /// <inheritdoc/>
    public string Example => "jsonl:export";

    /// <inheritdoc/>
    public ITarget Create(string address) => FilesTarget.Open(address);
}

/// <summary>Folders of Parquet files among the kinds of targets.</summary>
public sealed class ParquetTargetFactory : ITargetFactory
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Schemes { get; } = ["parquet"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Providers { get; } = [];

    /// <inheritdoc/>
    public string Example => "parquet:export";

    /// <inheritdoc/>
    public ITarget Create(string address) => FilesTarget.Open(address);
}
