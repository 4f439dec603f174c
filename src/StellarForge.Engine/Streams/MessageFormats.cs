using StellarForge.Engine.SchemaRegistry;
using StellarForge.Formats;

namespace StellarForge.Engine.Streams;

/// <summary>The formats of messages by their names.</summary>
public static class MessageFormats
{
    /// <summary>The names, the usual one first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["avro", "json"];

    /// <summary>Makes a format.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="registry">The URL of a schema registry, by which Avro messages name their schemas; <see langword="null"/> for none.</param>
    /// <exception cref="FormatException">The registry's address can't be read.</exception>
    public static MessageFormat Create(string name, string? registry) => name switch
    {
        "json" => new JsonMessageFormat(),
        "avro" when registry is null => new AvroMessageFormat(),
        "avro" => new AvroMessageFormat(new SchemaRegistryClient(SchemaRegistryAddress.Parse(registry))),
        _ => throw new ArgumentException($"There is no format '{name}' of messages.", nameof(name)),
    };
}
