using System.CommandLine;
using StellarForge.Engine.Streams;
using StellarForge.Formats;

namespace StellarForge.Cli.Options;

/// <summary>The format of messages: the same for all verbs that send or read them.</summary>
internal sealed class MessageOptions
{
    private readonly Option<string> _format = new Option<string>("--format")
    {
        Description = "The messages' format",
        DefaultValueFactory = _ => MessageFormats.Names[0],
    }.Of([.. MessageFormats.Names]);

    private readonly Option<string?> _registry = new("--registry")
    {
        Description = "A schema registry, by which Avro messages name their schemas, as http://localhost:8081. Default: each names its schema's fingerprint",
        HelpName = "URL",
    };

    public void AddTo(Command verb)
    {
        verb.Add(_format);
        verb.Add(_registry);
        verb.Validators.Add(result =>
        {
            // A default is not a value yet.
            if (result.GetValue(_registry) is not null && result.GetValue(_format) is { } format && format != "avro")
                result.AddError("--registry has the schemas of Avro messages: leave it out, or write --format avro.");
        });
    }

    /// <summary>The format that a command line asks for.</summary>
    /// <exception cref="UsageException">The registry's address can't be read.</exception>
    public MessageFormat Read(ParseResult result)
    {
        try
        {
            return MessageFormats.Create(result.GetRequiredValue(_format), result.GetValue(_registry));
        }
        catch (FormatException error)
        {
            throw new UsageException($"--registry: {error.Message}");
        }
    }
}
