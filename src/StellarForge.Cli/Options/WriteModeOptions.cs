using System.CommandLine;
using StellarForge.Engine;
using StellarForge.Engine.Streams;

namespace StellarForge.Cli.Options;

/// <summary>What becomes of an event whose key the table has, and which columns more a table has.</summary>
internal sealed class WriteModeOptions
{
    private readonly Option<string> _mode = new Option<string>("--mode")
    {
        Description = "What becomes of an event whose key the table has: a dead letter, the new row, nothing",
        DefaultValueFactory = _ => "append",
    }.Of("append", "upsert", "ignore");

    private readonly Option<string?> _version = new("--version")
    {
        Description = "With --mode upsert: a column whose older values never overwrite newer ones",
        HelpName = "COLUMN",
    };

    private readonly Option<bool> _metadata = new("--metadata")
    {
        Description = "Adds columns that say when and from where a row came: processed_at, src_partition, src_offset",
    };

    public void AddTo(Command verb)
    {
        verb.Add(_mode);
        verb.Add(_version);
        verb.Add(_metadata);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(_version) is not null && result.GetValue(_mode) != "upsert")
                result.AddError("--version says which of two rows of a key stays: --mode upsert --version COLUMN.");
        });
    }

    public bool Metadata(ParseResult result) => result.GetValue(_metadata);

    /// <summary>How a table's events are written.</summary>
    /// <exception cref="UsageException">The table does not have the version's column.</exception>
    public PipelineTopic Topic(ParseResult result, string topic, Table table) =>
        new(topic, table.Schema, Enum.Parse<WriteMode>(result.GetValue(_mode)!, ignoreCase: true)) { Version = VersionOf(result, table) };

    private int? VersionOf(ParseResult result, Table table)
    {
        if (result.GetValue(_version) is not { } name)
            return null;
        var columns = table.Schema.Columns;
        for (var ordinal = 0; ordinal < columns.Length; ordinal++)
        {
            if (columns[ordinal].Name == name)
                return ordinal;
        }

        throw new UsageException(
            $"--version: the table '{table.Schema}' has no column '{name}'. {NearNames.Suggest(name, [.. columns.Select(column => column.Name)])}");
    }
}
