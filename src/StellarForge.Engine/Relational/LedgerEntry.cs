using System.Data.Common;
using System.Globalization;
using StellarForge.Schema;

namespace StellarForge.Engine.Relational;

/// <summary>What a ledger has of a table: its entry, and the sums over its chunks.</summary>
/// <param name="Identity">What its rows depend on.</param>
/// <param name="ChunkSize">The rows of its root owner that a chunk covers.</param>
/// <param name="NextRow">The first row of its root owner that no chunk covers yet.</param>
/// <param name="EndRow">The rows of its root owner.</param>
/// <param name="IsCreated">Whether a fill made the table.</param>
/// <param name="IsFinished">Whether it was given its keys, indexes and statistics.</param>
/// <param name="CutChunks">The chunks that were cut and are not loaded.</param>
/// <param name="DoneChunks">The chunks that are loaded.</param>
/// <param name="DoneRows">The rows of its root owner that the loaded chunks cover.</param>
/// <param name="LoadedRows">The table's rows that were loaded.</param>
/// <param name="UncountedChunks">The loaded chunks, of an earlier release, whose rows were not counted.</param>
public sealed record LedgerEntry(
    FillIdentity Identity, long ChunkSize, long NextRow, long EndRow, bool IsCreated, bool IsFinished,
    long CutChunks, long DoneChunks, long DoneRows, long LoadedRows, long UncountedChunks)
{
    /// <summary>Whether each row is covered by a loaded chunk.</summary>
    public bool IsComplete => DoneRows == EndRow;

    /// <summary>The chunks that are not loaded, those that are not cut yet included.</summary>
    public long OpenChunks => CutChunks + ((EndRow - NextRow) / ChunkSize) + ((EndRow - NextRow) % ChunkSize == 0 ? 0 : 1);

    /// <summary>What the ledger says where it can't be so.</summary>
    /// <param name="table">The table.</param>
    /// <param name="problem">What is wrong with its entry.</param>
    /// <param name="error">The error that said so.</param>
    internal static TargetException Damaged(TableSchema table, string problem, Exception? error = null) => new(
        $"The ledger's entry of table {table} is damaged: {problem}. Fill another target, or restore this one from before the damage.", error);

    internal static LedgerEntry Read(TableSchema table, DbDataReader row)
    {
        var entry = new LedgerEntry(
            FillIdentity.Parse(table, row.GetString(0), row.GetString(1)), Number(2), Number(3), Number(4), Number(5) != 0, !row.IsDBNull(6),
            Number(7), Number(8) + Number(9), Number(10) + Number(11), Number(12) + Number(13), Number(14));
        if (entry.ChunkSize < 1 || entry.NextRow < 0 || entry.NextRow > entry.EndRow || entry.DoneRows < 0 || entry.DoneRows > entry.EndRow)
        {
            throw Damaged(table, string.Create(
                CultureInfo.InvariantCulture,
                $"chunk_size is {entry.ChunkSize}, next_row {entry.NextRow}, end_row {entry.EndRow}, of which {entry.DoneRows} are loaded"));
        }

        return entry;

        // The databases' types of sums differ.
        long Number(int column)
        {
            var value = row.GetValue(column);
            try
            {
                return value is DBNull ? 0 : Convert.ToInt64(value, CultureInfo.InvariantCulture);
            }
            catch (Exception error) when (error is FormatException or InvalidCastException or OverflowException)
            {
                throw Damaged(table, $"{row.GetName(column)} is '{value}', not a number", error);
            }
        }
    }
}
