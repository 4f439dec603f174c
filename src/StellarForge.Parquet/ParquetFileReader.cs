using System.Buffers.Binary;
using StellarForge.Sinks;

namespace StellarForge.Parquet;

/// <summary>Reads the Parquet files of a table back, a row group at a time.</summary>
internal sealed class ParquetFileReader
{
    // The footer's length and the magic.
    private const int TrailerLength = 8;

    private readonly Stream _file;
    private readonly TableSchema _schema;
    private readonly List<RowGroup> _groups;

    /// <summary>Opens a file.</summary>
    /// <param name="file">A stream that can seek.</param>
    /// <param name="schema">The table, whose columns the file must have.</param>
    /// <exception cref="InvalidDataException">This is not a Parquet file of that table; the message says what differs.</exception>
    public ParquetFileReader(Stream file, TableSchema schema)
    {
        (_file, _schema) = (file, schema);
        _groups = ReadFooter();
    }

    /// <summary>Reads all rows into a sink.</summary>
    public void Read<TSink>(ref TSink sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink
    {
        foreach (var group in _groups)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var columns = new ParquetColumn[_schema.Columns.Length];
            try
            {
                for (var i = 0; i < columns.Length; i++)
                {
                    columns[i] = new ParquetColumn(_schema.Columns[i], group.Rows);
                    ParquetPageReader.Read(ReadAt(group.Chunks[i].Offset, group.Chunks[i].Length), group.Chunks[i].Compression, columns[i]);
                }

                ParquetRows.Write(columns, group.Rows, ref sink);
            }
            finally
            {
                foreach (var column in columns)
                    column?.Dispose();
            }
        }
    }

    private List<RowGroup> ReadFooter()
    {
        if (_file.Length < TrailerLength + 4)
            throw new InvalidDataException("The file is too short for a Parquet file.");

        var trailer = ReadAt(_file.Length - TrailerLength, TrailerLength);
        var length = BinaryPrimitives.ReadInt32LittleEndian(trailer);
        if (!trailer.AsSpan(4).SequenceEqual("PAR1"u8) || length < 0 || length > _file.Length - TrailerLength)
            throw new InvalidDataException("The file does not end like a Parquet file.");

        var reader = new ThriftCompactReader(ReadAt(_file.Length - TrailerLength - length, length));
        var groups = new List<RowGroup>();
        short field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 2:
                    CheckColumns(ref reader);
                    break;
                case 4:
                    for (var left = reader.List().Count; left > 0; left--)
                        groups.Add(ReadGroup(ref reader));
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return groups;
    }

    // The first element is the root.
    private void CheckColumns(ref ThriftCompactReader reader)
    {
        var count = reader.List().Count;
        var expected = _schema.Columns.Select(column => $"{column.Name}:{ParquetType.Of(column).Physical}{(column.IsNullable ? "?" : "")}");
        var actual = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var column = ReadColumn(ref reader);
            if (i > 0)
                actual.Add(column);
        }

        if (!actual.SequenceEqual(expected))
            throw new InvalidDataException($"The file's columns are {string.Join(", ", actual)}; the model's table {_schema} has {string.Join(", ", expected)}.");
    }

    private static string ReadColumn(ref ThriftCompactReader reader)
    {
        var (name, physical, nullable) = ("", default(PhysicalType), false);
        short field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    physical = (PhysicalType)reader.Integer();
                    break;
                case 3:
                    nullable = reader.Integer() != 0;
                    break;
                case 4:
                    name = reader.Text();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return $"{name}:{physical}{(nullable ? "?" : "")}";
    }

    private static RowGroup ReadGroup(ref ThriftCompactReader reader)
    {
        var (rows, chunks) = (0, Array.Empty<Chunk>());
        short field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    chunks = new Chunk[reader.List().Count];
                    for (var i = 0; i < chunks.Length; i++)
                        chunks[i] = ReadChunk(ref reader);
                    break;
                case 3:
                    rows = checked((int)reader.Integer());
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return new RowGroup(rows, chunks);
    }

    private static Chunk ReadChunk(ref ThriftCompactReader reader)
    {
        var (data, dictionary, length, compression) = (0L, 0L, 0, default(ParquetCompression));
        short field = 0;
        while (reader.NextField(ref field, out var type))
        {
            if (field != 3)
            {
                reader.Skip(type);
                continue;
            }

            short inner = 0;
            while (reader.NextField(ref inner, out var innerType))
            {
                switch (inner)
                {
                    case 4:
                        compression = (ParquetCompression)reader.Integer();
                        break;
                    case 7:
                        length = checked((int)reader.Integer());
                        break;
                    case 9:
                        data = reader.Integer();
                        break;
                    case 11:
                        dictionary = reader.Integer();
                        break;
                    default:
                        reader.Skip(innerType);
                        break;
                }
            }
        }

        return new Chunk(dictionary > 0 ? dictionary : data, length, compression);
    }

    private byte[] ReadAt(long offset, int length)
    {
        var bytes = new byte[length];
        _file.Position = offset;
        _file.ReadExactly(bytes);
        return bytes;
    }

    private readonly record struct Chunk(long Offset, int Length, ParquetCompression Compression);

    private readonly record struct RowGroup(int Rows, Chunk[] Chunks);
}
