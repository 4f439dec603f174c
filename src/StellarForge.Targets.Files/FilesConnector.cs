using StellarForge.Engine;
using StellarForge.Engine.Connectors;
using StellarForge.Formats;
using StellarForge.Targets.Files;
using StellarForge.Targets.Files.Formats;
using StellarForge.Targets.Files.Streams;

[assembly: Connector(typeof(FilesConnector<JsonLinesFormat>))]

namespace StellarForge.Targets.Files;

/// <summary>Folders of files of one format among the connectors.</summary>
public abstract class FilesConnector : TargetConnector
{
    /// <summary>
    /// Whether files are compressed as a whole: for formats that store row after row. It counts where <see cref="Connector.Options"/> have it.
    /// </summary>
    protected static ConnectorOption Gzip { get; } = new("gzip", OptionType.Boolean, "false", "Whether the files are compressed");

    /// <summary>
    /// When a file of a stream is full, and whether rows are appended whatever the mode. They count where <see cref="Connector.Options"/> have them.
    /// </summary>
    protected static IReadOnlyList<ConnectorOption> Rolling => RollSettings.Options;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Schemes => [Name.ToLowerInvariant()];

    /// <inheritdoc/>
    public override string Example => $"{Schemes[0]}:export";

    /// <inheritdoc/>
    public override AddressForm Form => AddressForm.Path;

    /// <inheritdoc/>
    public override ITarget Open(ConnectorAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Path is { } folder
            ? new FilesTarget(
                Path.GetFullPath(folder), new FileFormat(FormatOf(address), Options.Contains(Gzip) && address.Boolean(Gzip)), RollSettings.Read(address))
            : throw new FormatException($"The {Schemes[0]} target names no folder; write one like {Example}.");
    }

    /// <summary>The format, with the options of an address.</summary>
    /// <exception cref="FormatException">An option has a value that the format can't have.</exception>
    protected abstract RowFormat FormatOf(ConnectorAddress address);
}

/// <summary>
/// Folders of files of a format without options of its own, with the ending of its files as the
/// scheme. <c>[assembly: Connector(typeof(FilesConnector&lt;TsvFormat&gt;))]</c>
/// makes <c>tsv:folder</c> a target.
/// </summary>
/// <typeparam name="TFormat">The format, which stores row after row.</typeparam>
public sealed class FilesConnector<TFormat> : FilesConnector
    where TFormat : RowFormat, new()
{
    private static readonly TFormat Format = new();

    /// <inheritdoc/>
    public override string Name => Format.FileExtension[1..].ToUpperInvariant();

    /// <inheritdoc/>
    public override IReadOnlyList<ConnectorOption> Options { get; } = [Gzip, .. Rolling];

    /// <inheritdoc/>
    protected override RowFormat FormatOf(ConnectorAddress address) => Format;
}
