using System.Collections.Immutable;
using System.Globalization;

namespace StellarForge.Aspire.Hosting;

/// <summary>
/// The command line of a fill, and the variable that its connection comes by, as secrets must not stand on a command line. Knows nothing of Aspire, so that
/// what it says is tested where there is none.
/// </summary>
/// <param name="Database">The connection's name.</param>
internal sealed record FillCommandLine(string Database)
{
    /// <summary>Multiplies the row counts.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>The tables; none for all.</summary>
    public ImmutableArray<string> Tables { get; init; } = [];

    /// <summary>The rows of single tables.</summary>
    public ImmutableArray<(string Table, long Rows)> Rows { get; init; } = [];

    /// <summary>Whether what was loaded is read back and compared.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>The environment variable of the connection.</summary>
    public string ConnectionVariable => $"ConnectionStrings__{Database}";

    /// <summary>What follows <c>dotnet</c>.</summary>
    /// <param name="command">The assembly of the stellarforge command.</param>
    /// <param name="model">The model's assembly.</param>
    /// <param name="recreate">Whether what is there goes first.</param>
    public IEnumerable<string> Arguments(string command, string model, bool recreate)
    {
        yield return command;
        foreach (var word in (string[])["fill", "--models", model, "--target", Database])
            yield return word;
        yield return "--scale";
        yield return Scale.ToString(CultureInfo.InvariantCulture);
        yield return "--seed";
        yield return Seed.ToString(CultureInfo.InvariantCulture);
        if (!Tables.IsEmpty)
        {
            yield return "--tables";
            yield return string.Join(',', Tables);
        }

        foreach (var (table, rows) in Rows)
        {
            yield return "--rows";
            yield return string.Create(CultureInfo.InvariantCulture, $"{table}={rows}");
        }

        // Not at each start: by the next one, programs have changed rows.
        if (Verify)
            yield return "--verify-new";
        if (recreate)
            yield return "--recreate";
    }
}
