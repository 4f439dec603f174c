using System.Collections.Concurrent;
using System.Text;
using StellarForge.Ddl;
using StellarForge.Schema;

namespace StellarForge.Formats;

/// <summary>
/// Rows as Avro messages: in single-object encoding, or, with a schema registry, in Confluent's wire format. The schema is that of
/// <see cref="SchemaDocument.Avro"/>.
/// </summary>
/// <remarks>
/// Messages are read by the schema they were written with: fields are found by name; those that the table does not have are skipped; a column without a field
/// is null, or refused where it takes none; numbers may be narrower than their column. Every value has to fit its column.
/// </remarks>
public sealed class AvroMessageFormat : MessageFormat
{
    private readonly ISchemaRegistry? _registry;
    private readonly AvroWriterSchemas _writers;
    private readonly ConcurrentDictionary<TableSchema, ulong> _ids = new();

    /// <summary>Messages whose writers' schemas are known from a source.</summary>
    /// <param name="schemas">
    /// A schema registry; or where schemas of other fingerprints than the tables' own are found; or <see langword="null"/>, where there are no others.
    /// </param>
    /// <param name="time">The clock by which a missing schema is asked for again. Default the system's.</param>
    public AvroMessageFormat(ISchemaSource? schemas = null, TimeProvider? time = null) =>
        (_registry, _writers) = (schemas as ISchemaRegistry, new AvroWriterSchemas(schemas, time ?? TimeProvider.System));

    /// <inheritdoc/>
    public override string Name => "avro";

    /// <inheritdoc/>
    public override async Task RegisterAsync(string topic, TableSchema schema, CancellationToken cancellationToken)
    {
        if (_registry is null)
            return;
        var document = SchemaDocument.AvroRecord(schema).ToJsonString();
        var id = (ulong)await _registry.RegisterAsync($"{topic}-value", document, cancellationToken);
        _writers.Add(id, Parse(document));
        _ids[schema] = id;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There is a registry, and <see cref="RegisterAsync"/> was not called for the table.</exception>
    public override MessageEncoder CreateEncoder(TableSchema schema) => new AvroMessageEncoder(schema, AvroEnvelope.Of(IdOf(schema), _registry is not null));

    /// <inheritdoc/>
    public override MessageDecoder CreateDecoder(TableSchema schema)
    {
        if (_registry is null)
            IdOf(schema);
        return new AvroMessageDecoder(schema, _writers, _registry is not null);
    }

    /// <inheritdoc/>
    public override MessageDamager CreateDamager(TableSchema schema) => new AvroMessageDamager(schema, Own(schema), _registry is not null);

    /// <inheritdoc/>
    public override Task FindSchemaAsync(UnknownSchemaException unknown, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(unknown);
        return _writers.FindAsync(unknown.Id, cancellationToken);
    }

    private ulong IdOf(TableSchema schema)
    {
        if (_ids.TryGetValue(schema, out var id))
            return id;
        if (_registry is not null)
            throw new InvalidOperationException($"The schema of {schema} is not registered: call {nameof(RegisterAsync)} first.");
        var own = Own(schema);
        id = AvroFingerprint.Of(own);
        _writers.Add(id, own);
        return _ids[schema] = id;
    }

    private static AvroSchema Own(TableSchema schema) => Parse(SchemaDocument.AvroRecord(schema).ToJsonString());

    private static AvroSchema Parse(string document) => AvroSchemaParser.Parse(Encoding.UTF8.GetBytes(document));
}
