using System.CommandLine;
using StellarForge.Formats;

namespace StellarForge.Cli.Options;

/// <summary>The format of messages: the same for all verbs that send or read them.</summary>
internal sealed class MessageOptions
{
    private static readonly string[] Formats = ["avro", "json"];

    private readonly Option<string> _format = new Option<string>("--format")
    {
        Description = "The messages' format",
        DefaultValueFactory = _ => "avro",
    }.Of(Formats);

    public void AddTo(Command verb) => verb.Add(_format);

    /// <summary>The format that a command line asks for.</summary>
    public MessageFormat Read(ParseResult result) => Of(result.GetRequiredValue(_format));

    /// <summary>A format by its name.</summary>
    public static MessageFormat Of(string name) => name switch
    {
        "avro" => new AvroMessageFormat(),
        "json" => new JsonMessageFormat(),
        _ => throw new UsageException($"There is no message format '{name}'; the formats are {string.Join(" and ", Formats)}."),
    };
}
