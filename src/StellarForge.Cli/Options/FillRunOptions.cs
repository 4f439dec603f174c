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

    private readonly Option<bool> _verifyNew = new("--verify-new")
    {
        Description = "As --verify, unless everything was there already: for fills at each start of a program that then changes the rows",
    };

    public void AddTo(Command verb)
    {
        verb.Add(_workers);
        verb.Add(_chunkRows);
        verb.Add(_recreate);
        verb.Add(_force);
        verb.Add(_verify);
        verb.Add(_verifyNew);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(_force) && !result.GetValue(_recreate))
                result.AddError("--force says that --recreate may delete rows that no fill wrote: write --recreate --force.");
        });
    }

    public IReadOnlyCollection<Table> Streamed(ParseResult result, Model model) => [.. result.Items(StreamedTables).Select(model.Require)];

    /// <summary>Whether what was asked for is to be compared, after a fill that loaded so many rows.</summary>
    public bool WantsVerify(ParseResult result, long loadedRows) =>
        result.GetValue(_verify) || (result.GetValue(_verifyNew) && loadedRows > 0);

    /// <summary>Whether the command line says when to compare, so that nobody has to be told how to.</summary>
    public bool SaysWhenToVerify(ParseResult result) => result.GetValue(_verify) || result.GetValue(_verifyNew);

    public long ChunkRows(ParseResult result) => result.GetValue(_chunkRows);

    public FillOptions Read(ParseResult result) => new() { Workers = result.GetValue(_workers), Recreate = result.GetValue(_recreate) };

    public bool Forces(ParseResult result) => result.GetValue(_force);

    /// <summary>What must not be repeated to go on.</summary>
    public IReadOnlyList<Option> OnlyOnce => [_recreate, _force];
}
