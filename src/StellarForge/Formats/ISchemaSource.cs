namespace StellarForge.Formats;

/// <summary>Where the schemas that messages were written with are looked up, by what the messages name them by.</summary>
public interface ISchemaSource
{
    /// <summary>Finds a writer's schema.</summary>
    /// <param name="id">The id in a schema registry, or the bits of the fingerprint that single-object encoding has.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The schema as JSON, or <see langword="null"/> where the source answers that there is none: it is not asked again for a while.</returns>
    /// <exception cref="FormatException">What is there is no Avro schema.</exception>
    /// <remarks>Where the source can't be asked, it throws: whether there is such a schema is not known then.</remarks>
    Task<string?> FindAsync(ulong id, CancellationToken cancellationToken);
}

/// <summary>A schema registry: it gives each schema the id that messages name it by, and keeps a subject's versions compatible.</summary>
public interface ISchemaRegistry : ISchemaSource
{
    /// <summary>Registers a schema, unless the subject has it.</summary>
    /// <param name="subject">The name under which versions of a schema stand: a topic's and <c>-value</c>.</param>
    /// <param name="schema">An Avro schema, as JSON.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The schema's id.</returns>
    Task<int> RegisterAsync(string subject, string schema, CancellationToken cancellationToken);
}

/// <summary>A message names a writer's schema that nobody has.</summary>
/// <param name="message">Which, and who was asked.</param>
public sealed class MissingSchemaException(string message) : FormatException(message);

/// <summary>
/// A message names a writer's schema that its decoder does not know yet: <see cref="MessageFormat.FindSchemaAsync"/> finds it, and the message is decoded
/// again.
/// </summary>
/// <param name="id">What the message names the schema by: see <see cref="ISchemaSource.FindAsync"/>.</param>
/// <remarks>It is not a <see cref="FormatException"/>, as nothing is known to be wrong with the message.</remarks>
public sealed class UnknownSchemaException(ulong id) : Exception($"The schema {id} that the message was written with is not known yet.")
{
    /// <summary>What the message names the schema by.</summary>
    public ulong Id { get; } = id;
}
