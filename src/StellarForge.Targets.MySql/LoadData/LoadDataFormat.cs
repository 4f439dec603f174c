using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Targets.MySql;

[assembly: RowFormat(typeof(LoadDataFormat))]

namespace StellarForge.Targets.MySql;

/// <summary>
/// Rows as lines for <c>LOAD DATA … CHARACTER SET utf8mb4</c> of MySQL and MariaDB with its defaults: fields end with a tab, lines with a line feed, a
/// backslash escapes (<see href="https://dev.mysql.com/doc/refman/8.4/en/load-data.html"/>).
/// </summary>
/// <remarks>Binary values are in hexadecimal, which a file in a character set can't spoil; times are in SQL's own form, without a time zone.</remarks>
public sealed class LoadDataFormat : RowFormat
{
    /// <inheritdoc/>
    public override string Name => "loaddata";

    /// <inheritdoc/>
    public override string FileExtension => ".tsv";

    /// <inheritdoc/>
    public override RowEncoder CreateEncoder(TableSchema schema) => new LoadDataEncoder(literals: false);

    /// <inheritdoc/>
    public override RowDecoder CreateDecoder(TableSchema schema) => new LoadDataDecoder(schema);
}
