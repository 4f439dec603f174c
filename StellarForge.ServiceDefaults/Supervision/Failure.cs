using System.Text.RegularExpressions;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.SchemaRegistry;
using StellarForge.Engine.Streams;
using StellarForge.Formats;

namespace StellarForge.ServiceDefaults;

/// <summary>What users are told of a failure.</summary>
public static partial class Failure
{
    /// <summary>Whether its text was written for users, or is the system's own of a file.</summary>
    /// <param name="error">The failure.</param>
    public static bool IsKnown(Exception error) => error is BrokerException or TargetException or SchemaRegistryException or FillRefusedException
        or PipelineException or PartitionLostException or UnknownSchemaException or ModelException or IOException or UnauthorizedAccessException;

    /// <summary>What is told: of what nobody foresaw nothing but its type, as who knows what its text quotes. The log has all of it.</summary>
    /// <param name="error">The failure.</param>
    public static string Describe(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return IsKnown(error) ? FlagPattern().Replace(error.Message, AdviceOf) : $"It failed ({error.GetType().Name}): the log says more.";
    }

    // The engine's words advise flags of the command line: whoever asks a service is told what to ask it for, or which command does it.
    private static string AdviceOf(Match flag) => flag.Value switch
    {
        "--recreate" => "a fill with \"recreate\": true",
        "--recreate --force" => "stellarforge fill --recreate --force",
        "--tables" => "\"tables\"",
        ['-', ..] => $"stellarforge write {flag.Value}",
        _ => flag.Value,
    };

    // What is quoted stays as it is, and so does a flag that is named rather than advised: "the --source that write was given".
    [GeneratedRegex("""(?<!\w)(?<quote>['"]).*?\k<quote>(?!\w)|(?<![\w-]|\bthe )--(recreate( --force)?|tables|reset|source)(?![\w-])""")]
    private static partial Regex FlagPattern();
}
