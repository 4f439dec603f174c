using StellarForge.Engine;
using StellarForge.Engine.Streams;
using StellarForge.Schema;
using StellarForge.Targets.Files.Formats;

namespace StellarForge.Targets.Files.Streams;

/// <summary>Brings a folder into the state that a pipeline writes to.</summary>
/// <param name="folder">The folder.</param>
/// <param name="streams">Its part for streams.</param>
/// <param name="format">The format of its files.</param>
/// <param name="plan">The pipeline.</param>
internal sealed class StreamPreparation(ExportFolder folder, StreamFolder streams, FileFormat format, PipelinePlan plan)
{
    /// <summary>Makes what is missing, and refuses what does not fit.</summary>
    public void Run(bool reset, CancellationToken cancellationToken)
    {
        folder.Create();
        using var held = streams.Lock(cancellationToken);
        var manifest = folder.ReadManifest();
        if (manifest.Format != format.Description)
        {
            throw new FillRefusedException(
                $"The folder holds files of another format: {manifest.Format}, and now {format.Description}. Name another folder, or that format.");
        }

        var state = streams.Read();
        FilesPreparation.CheckNames([.. manifest.Tables.Keys.Union(state.Tables.Keys).Union(plan.Tables.Select(table => table.Schema.QualifiedName))]);
        streams.NameFiles(state);
        streams.RemoveRemains(state);
        if (reset)
            Reset(state);
        foreach (var table in plan.Tables)
        {
            Record(state, table);
            Record(state, table.Schema);
        }

        if (!folder.HasManifest)
            folder.WriteManifest(manifest);
        streams.Write(state);
    }

    /// <summary>In what a table's files have other columns; <see langword="null"/> where they do not, or where there are none.</summary>
    public static string? DifferenceOf(StreamedTable table, TableSchema schema)
    {
        var columns = ColumnsOf(schema);
        return table.Files == 0 || table.Columns.SequenceEqual(columns) ? null : string.Join(
            "; ",
            table.Columns.Except(columns).Select(column => $"its files have {column}")
                .Concat(columns.Except(table.Columns).Select(column => $"now there is {column}")).DefaultIfEmpty("their order is another"));
    }

    private static IReadOnlyList<string> ColumnsOf(TableSchema schema) =>
    [
        .. schema.Columns.Select(column =>
            $"{column.Name} {column.Type}"
            + (column.Type == ColumnType.Decimal ? FormattableString.Invariant($"({column.Precision},{column.Scale})") : "")
            + (column.IsNullable ? " null" : "")),
    ];

    private void Reset(StreamState state)
    {
        foreach (var position in state.Positions.Where(position => position.Pipeline == plan.Name && position.Source == plan.Source))
        {
            (position.Epoch, position.NextOffset, position.Fingerprint, position.Batch) = (position.Epoch + 1, 0, null, null);
            position.Lanes.Clear();
        }

        state.Topics.RemoveAll(topic => topic.Pipeline == plan.Name && topic.Source == plan.Source);
    }

    private void Record(StreamState state, PipelineTable table)
    {
        var known = state.Topics.Find(topic => topic.Pipeline == plan.Name && topic.Source == plan.Source && topic.Topic == table.Topic);
        if (known is null)
            state.Topics.Add(new StreamedTopic(plan.Name, plan.Source, table.Topic, table.Partitions));
        else if (known.Partitions != table.Partitions)
            throw FillRefusedException.OtherPartitions(plan.Name, table.Topic, known.Partitions, table.Partitions);
    }

    private void Record(StreamState state, TableSchema schema)
    {
        var name = schema.QualifiedName;
        if (state.Tables.TryGetValue(name, out var table) && DifferenceOf(table, schema) is { } difference)
        {
            throw new FillRefusedException(
                $"Table {schema} has files of other columns in the folder: {difference}. Write to another folder, or the same columns.");
        }

        if (table is null || table.Files == 0)
            state.Tables[name] = new StreamedTable(ColumnsOf(schema));
        var last = state.Tables[name].Files;
        if (folder.StreamedFilesOf(name).FirstOrDefault(file => !IsOneOf(file, name, last)) is { } other)
        {
            throw new FillRefusedException(
                $"Table {schema} already has a file that no stream wrote: {folder.PathOf(other)}. Move it away, or name another folder.");
        }
    }

    private bool IsOneOf(string file, string table, int last) => folder.StreamedNumberOf(file, table) is { } number && number <= last;
}
