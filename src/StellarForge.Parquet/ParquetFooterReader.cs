using StellarForge.Schema;

namespace StellarForge.Parquet;

/// <summary>Reads what <see cref="ParquetFooter"/> writes, and checks what can be checked of it before a page is read.</summary>
internal static class ParquetFooterReader
{
    // Far above what any writer makes: damage must not ask for all of the memory.
    private const int MostRowsOfGroup = 100_000_000;

    /// <summary>The row groups of a file.</summary>
    /// <param name="footer">The footer.</param>
    /// <param name="start">Where in the file it begins: row groups lie before it.</param>
    /// <param name="schema">The table, whose columns the file must have.</param>
    /// <exception cref="FormatException">The footer is damaged, or another table's.</exception>
    public static List<RowGroup> Read(ReadOnlySpan<byte> footer, long start, TableSchema schema)
    {
        List<RowGroup> groups;
        List<string> columns;
        try
        {
            (columns, groups) = Read(footer);
        }
        catch (FormatException error)
        {
            throw Damaged(error);
        }

        CheckColumns(columns, schema);
        foreach (var group in groups)
        {
            if (group.Chunks.Length != schema.Columns.Length
                || group.Chunks.Any(chunk => chunk.Offset < 4 || chunk.Length > start - chunk.Offset || chunk.Values != group.Rows))
                throw Damaged();
        }

        return groups;
    }

    private static (List<string> Columns, List<RowGroup> Groups) Read(ReadOnlySpan<byte> footer)
    {
        var reader = new ThriftCompactReader(footer);
        var (rows, groups, columns) = (-1L, new List<RowGroup>(), new List<string>());
        var (createdBy, checksum, checkedLength) = ("", (string?)null, 0);
        var before = 0;
        short field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 2:
                    columns = ParquetSchemaElement.ReadColumns(ref reader);
                    break;
                case 3:
                    rows = reader.Integer();
                    break;
                case 4:
                    for (var left = reader.List().Count; left > 0; left--)
                        groups.Add(ReadGroup(ref reader));
                    break;
                case 5:
                    checkedLength = before;
                    for (var left = reader.List().Count; left > 0; left--)
                        checksum = ReadChecksum(ref reader) ?? checksum;
                    break;
                case 6:
                    createdBy = reader.Text();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }

            before = reader.Position;
        }

        var isChecked = checksum is not null || createdBy == ParquetFooter.CreatedBy;
        if (isChecked && checksum != ParquetFooter.Checksum(footer[..checkedLength]))
            throw new FormatException("The footer differs from its checksum.");
        if (reader.Position != footer.Length || groups.Sum(group => (long)group.Rows) != rows)
            throw new FormatException("The footer contradicts itself.");
        return (columns, groups);
    }

    private static void CheckColumns(List<string> actual, TableSchema schema)
    {
        var expected = schema.Columns.Select(ParquetSchemaElement.Describe).ToList();
        if (!actual.SequenceEqual(expected))
            throw new FormatException($"The file's columns are {string.Join(", ", actual)}; the model's table {schema} has {string.Join(", ", expected)}.");
    }

    private static string? ReadChecksum(ref ThriftCompactReader reader)
    {
        var (key, value) = ("", "");
        short field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    key = reader.Text();
                    break;
                case 2:
                    value = reader.Text();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return key == ParquetFooter.ChecksumKey ? value : null;
    }

    private static RowGroup ReadGroup(ref ThriftCompactReader reader)
    {
        var (rows, chunks) = (0, Array.Empty<ColumnChunk>());
        short field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    chunks = new ColumnChunk[reader.List().Count];
                    for (var i = 0; i < chunks.Length; i++)
                        chunks[i] = ReadChunk(ref reader);
                    break;
                case 3:
                    rows = reader.Count();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return rows <= MostRowsOfGroup ? new RowGroup(rows, chunks) : throw Damaged();
    }

    private static ColumnChunk ReadChunk(ref ThriftCompactReader reader)
    {
        var chunk = default(ColumnChunk);
        short field = 0;
        while (reader.NextField(ref field, out var type))
        {
            if (field == 3)
                chunk = ReadChunkMetadata(ref reader);
            else
                reader.Skip(type);
        }

        return chunk;
    }

    private static ColumnChunk ReadChunkMetadata(ref ThriftCompactReader reader)
    {
        var (data, dictionary, length, values, compression) = (0L, 0L, 0, 0, default(ParquetCompression));
        short field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 4:
                    compression = (ParquetCompression)reader.Count();
                    break;
                case 5:
                    values = reader.Count();
                    break;
                case 7:
                    length = reader.Count();
                    break;
                case 9:
                    data = reader.Integer();
                    break;
                case 11:
                    dictionary = reader.Integer();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return new ColumnChunk(dictionary > 0 ? dictionary : data, length, values, compression);
    }

    private static FormatException Damaged(Exception? inner = null) => new("Its Parquet footer is damaged.", inner);
}

/// <summary>Where the values of a column of a row group lie.</summary>
internal readonly record struct ColumnChunk(long Offset, int Length, int Values, ParquetCompression Compression);

/// <summary>The rows of a group, and where its columns lie.</summary>
internal readonly record struct RowGroup(int Rows, ColumnChunk[] Chunks);
