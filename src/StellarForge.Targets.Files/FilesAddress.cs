using System.Globalization;
using StellarForge.Formats;
using StellarForge.Parquet;
using StellarForge.Targets.Files.Formats;

namespace StellarForge.Targets.Files;

/// <summary>What a user calls a folder of files: <c>csv:export?gzip=true&amp;delimiter=;</c>.</summary>
/// <param name="Folder">The full path.</param>
/// <param name="Format">The format.</param>
internal sealed record FilesAddress(string Folder, FileFormat Format)
{
    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It can't be read.</exception>
    public static FilesAddress Parse(string address)
    {
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        var (scheme, rest) = (address[..colon].ToLowerInvariant(), address[(colon + 1)..]);
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var folder = question < 0 ? rest : rest[..question];
        if (folder.StartsWith("//", StringComparison.Ordinal))
            folder = folder[2..];
        if (folder.Length == 0)
            throw new FormatException($"The {scheme} target names no folder; write one like {scheme}:export.");

        var (gzip, csv) = (false, CsvOptions.Default);
        var (compression, rowsPerGroup) = (ParquetCompression.Snappy, ParquetFormat.DefaultRowsPerGroup);
        foreach (var option in question < 0 ? [] : rest[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (option.Split('=', 2))
            {
                case ["compression", var value] when scheme == "parquet":
                    compression = ParseCompression(value);
                    break;
                case ["rowgroup", var value] when scheme == "parquet":
                    rowsPerGroup = ParseRows(value);
                    break;
                case ["gzip", var value] when scheme != "parquet":
                    gzip = ParseSwitch("gzip", value);
                    break;
                case ["header", var value] when scheme == "csv":
                    csv = csv with { HasHeader = ParseSwitch("header", value) };
                    break;
                case ["crlf", var value] when scheme == "csv":
                    csv = csv with { HasCarriageReturn = ParseSwitch("crlf", value) };
                    break;
                case ["delimiter", var value] when scheme == "csv":
                    csv = csv with { Delimiter = ParseDelimiter(value) };
                    break;
                default:
                    throw new FormatException(
                        $"'{option}' is not an option of {scheme} files; the options are {OptionsOf(scheme)}.");
            }
        }

        return new FilesAddress(Path.GetFullPath(folder), scheme switch
        {
            "csv" => new FileFormat(new CsvFormat(csv), gzip),
            "parquet" => new FileFormat(new ParquetFormat(compression, rowsPerGroup)),
            _ => new FileFormat(new JsonLinesFormat(), gzip),
        });
    }

    private static string OptionsOf(string scheme) => scheme switch
    {
        "csv" => "gzip=true, header=false, crlf=true, delimiter=comma|semicolon|pipe|tab",
        "parquet" => "compression=snappy|gzip|none, rowgroup=ROWS",
        _ => "gzip=true",
    };

    private static ParquetCompression ParseCompression(string value) => value switch
    {
        "snappy" => ParquetCompression.Snappy,
        "gzip" => ParquetCompression.Gzip,
        "none" => ParquetCompression.None,
        _ => throw new FormatException($"compression={value} is none of snappy, gzip and none."),
    };

    private static int ParseRows(string value) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out var rows) && rows is >= 1 and <= 10_000_000
            ? rows
            : throw new FormatException($"rowgroup={value} is no number of rows from 1 to 10,000,000.");

    private static bool ParseSwitch(string name, string value) =>
        bool.TryParse(value, out var on) ? on : throw new FormatException($"{name}={value} is neither {name}=true nor {name}=false.");

    private static char ParseDelimiter(string value) => value switch
    {
        "comma" or "," => ',',
        "semicolon" or ";" => ';',
        "pipe" or "|" => '|',
        "tab" or "\t" or "%09" => '\t',
        _ => throw new FormatException($"delimiter={value} is none of comma, semicolon, pipe and tab."),
    };
}
