namespace StellarForge.Sinks;

/// <summary>
/// A table's rows as MySQL and MariaDB read them in bulk: lines for <c>LOAD DATA … CHARACTER SET utf8mb4</c> with its defaults (fields end with a tab,
/// lines with a line feed, a backslash escapes; <see href="https://dev.mysql.com/doc/refman/8.4/en/load-data.html"/>), or the row constructors of an
/// <c>INSERT … VALUES</c>, each followed by a comma.
/// </summary>
/// <remarks>Binary values are in hexadecimal, which a file in a character set can't spoil: bare in lines, <c>x'…'</c> in constructors.</remarks>
/// <param name="schema">The table.</param>
/// <param name="literals">Whether the rows are constructors of literals; else lines.</param>
public sealed class LoadDataFormat(TableSchema schema, bool literals = false) : RowFormat(schema)
{
    /// <summary>Whether the rows are constructors of literals.</summary>
    public bool Literals { get; } = literals;

    /// <summary>Empty.</summary>
    public override ReadOnlyMemory<byte> Header => default;

    /// <summary>Empty.</summary>
    public override ReadOnlyMemory<byte> Footer => default;

    /// <inheritdoc/>
    public override long Write(TableRows rows, long from, long to, RowBuffer buffer)
    {
        var sink = new LoadDataSink(this, buffer);
        return rows.WriteRange(from, to, ref sink);
    }
}
