using System.Collections.Concurrent;
using System.Text;

namespace StellarForge.Formats;

/// <summary>The writers' schemas that messages name, as far as they are known. Safe to share between threads.</summary>
internal sealed class AvroWriterSchemas(ISchemaSource? source, TimeProvider time)
{
    // Messages of noise have ids of noise.
    private const int MostRefusals = 10_000;

    // How long the source is not asked again for what it does not have: somebody may register it yet.
    private static readonly TimeSpan RefusalTime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<ulong, AvroSchema> _known = new();
    private readonly ConcurrentDictionary<ulong, Refusal> _refused = new();

    private bool HasRegistry => source is ISchemaRegistry;

    public void Add(ulong id, AvroSchema schema) => _known[id] = schema;

    /// <summary>A writer's schema.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    /// <exception cref="UnknownSchemaException">Whether there is one is not known.</exception>
    public AvroSchema Get(ulong id)
    {
        if (_known.TryGetValue(id, out var schema))
            return schema;
        if (source is null)
            throw new MissingSchemaException($"The message was written with another schema, of fingerprint {id:x16}, and there is nowhere to look it up.");
        if (_refused.TryGetValue(id, out var refusal) && time.GetElapsedTime(refusal.At) < RefusalTime)
            throw new MissingSchemaException(refusal.Reason);
        throw new UnknownSchemaException(id);
    }

    public async Task FindAsync(ulong id, CancellationToken cancellationToken)
    {
        if (source is null || _known.ContainsKey(id))
            return;
        try
        {
            var text = await source.FindAsync(id, cancellationToken);
            if (text is null)
            {
                Refuse(id, HasRegistry ? $"The schema registry has no schema {id}, which the message names."
                    : $"There is no schema of fingerprint {id:x16}, which the message names.");
                return;
            }

            var schema = AvroSchemaParser.Parse(Encoding.UTF8.GetBytes(text));
            if (!HasRegistry && AvroFingerprint.Of(schema) is var fingerprint && fingerprint != id)
                throw new FormatException($"What is there for the fingerprint {id:x16} is a schema of the fingerprint {fingerprint:x16}.");
            _known[id] = schema;
        }
        catch (FormatException error)
        {
            Refuse(id, $"The schema {id} that the message names is not usable: {error.Message}");
        }
    }

    private void Refuse(ulong id, string reason)
    {
        if (_refused.Count >= MostRefusals)
            _refused.Clear();
        _refused[id] = new Refusal(reason, time.GetTimestamp());
    }

    private sealed record Refusal(string Reason, long At);
}
