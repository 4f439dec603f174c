using System.CommandLine;
using StellarForge.Engine;

namespace StellarForge.Cli.Options;

/// <summary>How a fill is run: the same for fill and export.</summary>
internal sealed class FillRunOptions
{
    private readonly Option<int> _workers = new("--workers")
    {
        Description = "How many load at the same time",
        HelpName = "n",
        DefaultValueFactory = _ => Environment.ProcessorCount,
        CustomParser = Numbers.Parse(1, "a whole number above 0"),
    };

    private readonly Option<long> _chunkRows = new("--chunk-rows")
    {
        Description = "About how many rows are loaded in one transaction; a fill that goes on keeps its own",
        HelpName = "n",
        DefaultValueFactory = _ => FillPlanner.DefaultChunkRows,
        CustomParser = Numbers.Parse(1L, "a whole number above 0"),
    };

    private readonly Option<bool> _recreate = new("--recreate")
    {
        Description = "Starts anew: drops the tables that fills have made, and empties those that they only filled",
    };

    private readonly Option<bool> _force = new("--force")
    {
        Description = "With --recreate: also deletes all rows of tables that no fill has filled",
    };

    /// <summary>Of fill alone.</summary>
    public Option<string[]> StreamedTables { get; } = new("--streamed")
    {
        Description = "Tables that events are written to as well: they get no foreign keys to one another, as topics arrive in any order",
        HelpName = "a,b",
    };

    private readonly Option<bool> _verify = new("--verify")
    {
        Description = "Reads everything back afterwards, and compares",
    };

    public void AddTo(Command verb)
    {
        verb.Add(_workers);
        verb.Add(_chunkRows);
        verb.Add(_recreate);
        verb.Add(_force);
        verb.Add(_verify);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(_force) && !result.GetValue(_recreate))
                result.AddError("--force says that --recreate may delete rows that no fill wrote: write --recreate --force.");
        });
    }

    public IReadOnlyCollection<Table> Streamed(ParseResult result, Model model) => [.. result.Items(StreamedTables).Select(model.Require)];

    public bool WantsVerify(ParseResult result) => result.GetValue(_verify);

    public long ChunkRows(ParseResult result) => result.GetValue(_chunkRows);

    public FillOptions Read(ParseResult result) => new() { Workers = result.GetValue(_workers), Recreate = result.GetValue(_recreate) };

    public bool Forces(ParseResult result) => result.GetValue(_force);

    /// <summary>What must not be repeated to go on.</summary>
    public IReadOnlyList<Option> OnlyOnce => [_recreate, _force];
}
