using System.CommandLine;
using StellarForge.Engine.SchemaRegistry;
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
            if (result.GetValue(_registry) is not null && result.GetValue(_format) != "avro")
                result.AddError("--registry has the schemas of Avro messages: leave it out, or write --format avro.");
        });
    }

    /// <summary>The format that a command line asks for.</summary>
    /// <exception cref="UsageException">The registry's address can't be read.</exception>
    public MessageFormat Read(ParseResult result)
    {
        if (result.GetRequiredValue(_format) == "json")
            return new JsonMessageFormat();
        if (result.GetValue(_registry) is not { } registry)
            return new AvroMessageFormat();
        try
        {
            return new AvroMessageFormat(new SchemaRegistryClient(SchemaRegistryAddress.Parse(registry)));
        }
        catch (FormatException error)
        {
            throw new UsageException($"--registry: {error.Message}");
        }
    }
}
