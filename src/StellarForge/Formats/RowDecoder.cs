using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>Turns the bytes of one format back into rows of a table. For one run of bytes, such as a file, and one thread at a time.</summary>
/// <param name="schema">The table.</param>
/// <remarks>
/// Of bytes that are none of its format, a decoder says so by a <see cref="FormatException"/>, and has begun no row that it does not end. A value that
/// its column can't hold reaches the sink as text (see <see cref="StoredValueConverter"/>).
/// </remarks>
public abstract class RowDecoder(TableSchema schema)
{
    /// <summary>The table.</summary>
    public TableSchema Schema { get; } = schema;

    /// <summary>The rows in a stream, which stays the caller's to close.</summary>
    /// <param name="stream">The bytes. A format that does not store rows one after the other needs one that can seek.</param>
    /// <exception cref="FormatException">This is not of the format, or not of the table; the message says what is wrong, and where.</exception>
    public abstract RowSource Open(Stream stream);
}
