using System.CommandLine;
using StellarForge.Engine;

namespace StellarForge.Cli.Options;

/// <summary>Which tables, and how many rows of them: the same for fill, verify and export.</summary>
/// <param name="more">What --tables takes beside their names, in words.</param>
internal sealed class SelectionOptions(string more = "")
{
    private readonly Option<string[]> _tables = new("--tables")
    {
        Description = $"Only these tables, separated by commas{more}",
        HelpName = "a,b",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<double> _scale = CreateScale();

    private readonly Option<string[]> _rows = new("--rows")
    {
        Description = "The rows of single tables in place of the scale's, as orders=5e6; separated by commas, or repeated",
        HelpName = "table=n",
    };

    public static Option<double> CreateScale() => new("--scale")
    {
        Description = "Multiplies the row counts of all tables but reference tables",
        HelpName = "factor",
        DefaultValueFactory = _ => 1,
        CustomParser = Numbers.Parse(double.Epsilon, "a number above 0"),
    };

    /// <summary>All options that decide which rows there are.</summary>
    public IEnumerable<Option> All => [_tables, _scale, _rows, .. CommonOptions.Identity];

    public void AddTo(Command verb)
    {
        verb.Add(_tables);
        verb.Add(_scale);
        verb.Add(_rows);
    }

    /// <summary>Whether --tables names tables.</summary>
    public bool NamesTables(ParseResult result) => result.Items(_tables).Length > 0;

    /// <summary>What --tables says of single tables beside their names, as the number in <c>orders=500/s</c>.</summary>
    public IEnumerable<(Table Table, string Value)> TableValues(ParseResult result, Model model) =>
        result.Items(_tables).Select(item => item.Split('=', 2)).Where(parts => parts.Length == 2).Select(parts => (model.Require(parts[0]), parts[1]));

    /// <summary>The tables and the world that a command line asks for.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="hasValues">Whether tables may have values beside their names.</param>
    public Selection Select(ParseResult result, bool hasValues = false)
    {
        var model = result.Model();
        var rows = new Dictionary<string, long>();
        foreach (var item in result.Items(_rows))
        {
            var (table, count) = ParseRows(model, item);
            rows[table.Schema.QualifiedName] = count;
        }
        var tables = result.Items(_tables).Select(item => hasValues ? item.Split('=', 2)[0] : item).ToArray();
        if (tables.Length == 0 && result.GetResult(_tables) is { Implicit: false })
            throw new UsageException($"--tables names no table. {NearNames.Suggest("", [.. model.Tables.Select(table => table.Schema.QualifiedName)])}");
        var selected = model.Select(tables);
        return new Selection(model, selected, CreateWorld(result, model, selected, _scale, rows));
    }

    /// <summary>The world that a command line asks for.</summary>
    /// <exception cref="UsageException">One of the tables, or a table that their values come from, would have more rows than can be counted.</exception>
    public static World CreateWorld(
        ParseResult result, Model model, IReadOnlyList<Table> tables, Option<double> scale, IReadOnlyDictionary<string, long>? rows = null)
    {
        var world = new World(result.WorldSeed(), result.GetValue(scale), rows);
        foreach (var table in tables.SelectMany(table => model.SourcesOf(table.Schema)))
        {
            try
            {
                world.EndRow(table);
            }
            catch (OverflowException)
            {
                var given = world.Rows.TryGetValue(table.Root.QualifiedName, out var count) ? $"--rows: at {table.Root}={count}" : $"--scale: at {world.Scale}";
                throw new UsageException($"{given} the table '{table}' would have more rows than 64 bits count. Take a smaller number.");
            }
        }

        return world;
    }

    private static (Table Table, long Rows) ParseRows(Model model, string item)
    {
        if (item.Split('=', 2) is not [var name, var text] || !Numbers.TryParse<long>(text, out var count) || count < 1)
            throw new UsageException($"--rows takes table=number, such as orders=5e6, not '{item}'.");

        var table = model.Require(name);
        if (table.Schema.Owner is { } owner)
        {
            throw new UsageException(
                $"--rows: '{name}' is owned by '{owner.Table}', which decides how many rows it has. Give the rows of '{table.Schema.Root}'.");
        }

        return (table, count);
    }
}

/// <summary>What a command line asks for.</summary>
/// <param name="Model">The model.</param>
/// <param name="Tables">The tables, parents before children.</param>
/// <param name="World">Seed, scale and row counts.</param>
internal sealed record Selection(Model Model, IReadOnlyList<Table> Tables, World World);
