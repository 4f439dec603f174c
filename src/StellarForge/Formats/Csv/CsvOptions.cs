namespace StellarForge.Formats;

/// <summary>How CSV is written.</summary>
public sealed record CsvOptions
{
    /// <summary>A comma, a header line, line feeds.</summary>
    public static CsvOptions Default { get; } = new();

    /// <summary>The ASCII character between values. Default a comma.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Whether the first line names the columns. Default <see langword="true"/>.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>Whether a line ends in CR LF, as RFC 4180 has it, or in LF, as Unix tools do. Default <see langword="false"/>.</summary>
    public bool HasCarriageReturn { get; init; }
}
