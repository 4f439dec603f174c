using StellarForge.Engine.Connectors;
using StellarForge.Formats;
using StellarForge.Targets.Files;

[assembly: Connector(typeof(CsvConnector))]

namespace StellarForge.Targets.Files;

/// <summary>Folders of CSV files among the connectors.</summary>
public sealed class CsvConnector : FilesConnector
{
    private static readonly ConnectorOption Header = new("header", OptionType.Boolean, "true", "Whether each file begins with the columns' names");
    private static readonly ConnectorOption CarriageReturn = new("crlf", OptionType.Boolean, "false", "Whether lines end in CR LF");

    private static readonly ConnectorOption Delimiter = new("delimiter", OptionType.Text, "comma", "What separates values")
    {
        Values = new Dictionary<string, string> { ["comma"] = ",", ["semicolon"] = ";", ["pipe"] = "|", ["tab"] = "\t" },
    };

    /// <inheritdoc/>
    public override string Name => "CSV";

    /// <inheritdoc/>
    public override IReadOnlyList<ConnectorOption> Options { get; } = [Gzip, Header, Delimiter, CarriageReturn, .. Rolling];

    /// <inheritdoc/>
    protected override RowFormat FormatOf(ConnectorAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new CsvFormat(CsvOptions.Default with
        {
            HasHeader = address.Boolean(Header),
            HasCarriageReturn = address.Boolean(CarriageReturn),
            Delimiter = address.Text(Delimiter)![0],
        });
    }
}
