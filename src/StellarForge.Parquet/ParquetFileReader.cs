using System.Buffers.Binary;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Parquet;

/// <summary>Reads the Parquet files of a table back, a row group at a time.</summary>
internal sealed class ParquetFileReader : RowSource
{
    private static readonly byte[] Magic = "PAR1"u8.ToArray();

    // The footer's length and the magic.
    private const int TrailerLength = 8;

    private readonly Stream _file;
    private readonly TableSchema _schema;
    private readonly List<RowGroup> _groups;
    private readonly StoredValueConverter _values;
    private ParquetColumn[] _columns = [];
    private ParquetRows? _rows;
    private int _group;

    /// <summary>Opens a file.</summary>
    /// <param name="file">A stream that can seek.</param>
    /// <param name="schema">The table, whose columns the file must have.</param>
    /// <exception cref="FormatException">This is not a Parquet file of that table, or it is damaged; the message says what is wrong.</exception>
    public ParquetFileReader(Stream file, TableSchema schema)
    {
        (_file, _schema, _values) = (file, schema, new StoredValueConverter(schema));
        _groups = ReadFooter();
    }

    public override TableSchema Schema => _schema;

    /// <summary>Returns after each row group.</summary>
    /// <exception cref="FormatException">The file is damaged; the message names row group and column.</exception>
    public override bool WriteTo<TSink>(ref TSink sink)
    {
        if (_rows is null)
        {
            if (_group == _groups.Count)
                return false;
            ReadGroup(_groups[_group], _group++);
        }

        RowsWritten += _rows!.WriteTo(ref sink);
        if (_rows.HasEnded)
            ReleaseGroup();
        return _rows is not null || _group < _groups.Count;
    }

    private void ReadGroup(RowGroup group, int index)
    {
        _columns = new ParquetColumn[_schema.Columns.Length];
        try
        {
            for (var i = 0; i < _columns.Length; i++)
            {
                // The footer may say rows without end: the bytes of the chunk say how many to make room for.
                _columns[i] = new ParquetColumn(_schema.Columns[i], Math.Min(group.Rows, group.Chunks[i].Length));
                ReadColumn(group, i, _columns[i], index);
            }
        }
        catch
        {
            ReleaseGroup();
            throw;
        }

        _rows = new ParquetRows(_columns, group.Rows, _values);
    }

    private void ReleaseGroup()
    {
        foreach (var column in _columns)
            column?.Dispose();
        (_columns, _rows) = ([], null);
    }

    private void ReadColumn(RowGroup group, int ordinal, ParquetColumn column, int index)
    {
        var chunk = group.Chunks[ordinal];
        try
        {
            ParquetPageReader.Read(ReadAt(chunk.Offset, chunk.Length), chunk, column);
        }
        catch (Exception error) when (error is FormatException or ArgumentException or IndexOutOfRangeException or OverflowException or EndOfStreamException)
        {
            // A length or a number within a page that can't be: reading its spans found the end first.
            var reason = error is FormatException ? error.Message : "a page is damaged";
            throw new FormatException($"Row group {index + 1} of {_groups.Count}, column {column.Schema.Name}: {reason}.", error);
        }
    }

    private List<RowGroup> ReadFooter()
    {
        if (_file.Length < TrailerLength + Magic.Length)
            throw new FormatException("It is too short for a Parquet file.");
        if (!ReadAt(0, Magic.Length).AsSpan().SequenceEqual(Magic))
            throw new FormatException("It does not begin like a Parquet file.");

        var trailer = ReadAt(_file.Length - TrailerLength, TrailerLength);
        var length = BinaryPrimitives.ReadInt32LittleEndian(trailer);
        var start = _file.Length - TrailerLength - length;
        if (!trailer.AsSpan(4).SequenceEqual(Magic) || length < 0 || start < Magic.Length)
            throw new FormatException("It does not end like a Parquet file.");

        return ParquetFooterReader.Read(ReadAt(start, length), start, _schema);
    }

    private byte[] ReadAt(long offset, int length)
    {
        var bytes = new byte[length];
        _file.Position = offset;
        _file.ReadExactly(bytes);
        return bytes;
    }
}
