using System.Diagnostics;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.SchemaRegistry;
using StellarForge.Engine.Streams;

namespace StellarForge.Engine.Telemetry;

/// <summary>
/// The names of attributes: OpenTelemetry's where it has one (https://opentelemetry.io/docs/specs/semconv/registry/attributes/), else our own. Their values
/// are few: names of tables and pipelines, never of rows or messages.
/// </summary>
internal static class EngineAttributes
{
    public const string Stream = "stellarforge.stream";
    public const string Pipeline = "stellarforge.pipeline";
    public const string Table = "stellarforge.table";
    public const string Target = "stellarforge.target";
    public const string Kind = "stellarforge.kind";
    public const string Outcome = "stellarforge.outcome";
    public const string Reason = "stellarforge.reason";
    public const string MessagingSystem = "messaging.system";
    public const string Destination = "messaging.destination.name";
    public const string Partition = "messaging.destination.partition.id";
    public const string DatabaseSystem = "db.system.name";
    public const string ErrorType = "error.type";

    /// <summary>An attribute.</summary>
    public static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    /// <summary>What a dead letter's reason is called.</summary>
    public static string NameOf(DeadLetterReason reason) => reason switch
    {
        DeadLetterReason.Malformed => "malformed",
        DeadLetterReason.UnknownSchema => "unknown_schema",
        DeadLetterReason.InvalidValue => "invalid_value",
        DeadLetterReason.KeyExists => "key_exists",
        DeadLetterReason.Refused => "refused",
        DeadLetterReason.TooLarge => "too_large",
        _ => throw new UnreachableException($"A dead letter's reason {reason}."),
    };

    /// <summary>What a system is called where its connector does not say otherwise: the scheme of its address.</summary>
    public static string SchemeOf(string address) => address.IndexOf(':', StringComparison.Ordinal) is > 0 and var end ? address[..end] : address;

    /// <summary>Counts a failure.</summary>
    /// <param name="error">What failed.</param>
    /// <param name="tags">Whose it is.</param>
    public static void CountError(Exception error, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var kind = error switch
        {
            TargetException target => target.Kind,
            BrokerException broker => broker.Kind,
            SchemaRegistryException registry => registry.Kind,
            _ => ErrorKind.Final,
        };
        EngineMeter.Errors.Add(
            1, [.. tags, Tag(ErrorType, error.GetType().FullName!), Tag(Reason, kind switch
            {
                ErrorKind.Transient => "transient",
                ErrorKind.Data => "data",
                _ => "final",
            })]);
    }
}
