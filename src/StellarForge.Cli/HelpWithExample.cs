using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using StellarForge.Cli.Options;
using StellarForge.Engine.Connectors;

namespace StellarForge.Cli;

/// <summary>A verb that shows how it is used.</summary>
/// <param name="name">The verb.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Whole command lines, without the <c>stellarforge</c> in front.</param>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Whether it takes a target's address: help then shows how each kind is written.</summary>
    public bool HasTarget { get; set; }

    /// <summary>Whether it takes a broker's address.</summary>
    public bool HasBroker { get; set; }

    /// <summary>Whether it takes addresses of a connector.</summary>
    public bool Takes(Connector connector) => (HasTarget && connector is TargetConnector) || (HasBroker && connector is BrokerConnector);
}

/// <summary>Ends a verb's help with its examples.</summary>
internal sealed class HelpWithExample(HelpAction help) : SynchronousCommandLineAction
{
    // "preview --help" lacks the table, and that is no error.
    public override bool ClearsParseErrors => true;

    public static Option CreateOption()
    {
        var option = new HelpOption { Recursive = true };
        option.Action = new HelpWithExample((HelpAction)option.Action!);
        return option;
    }

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        var verb = parseResult.CommandResult.Command as Verb;
        var examples = verb?.Examples ?? ["fill --verify", "preview orders -n 3"];
        var output = parseResult.InvocationConfiguration.Output;
        if (verb is { HasTarget: true } or { HasBroker: true })
        {
            var connectors = ExtensionAssemblies.Connectors(parseResult.ModelsPath()).Connectors.Where(verb.Takes);
            if (verb is { HasTarget: true, HasBroker: true })
                WriteShort(output, connectors);
            else
                WriteAddresses(output, connectors);
        }

        output.WriteLine(examples.Count == 1 ? "Example:" : "Examples:");
        foreach (var example in examples)
            output.WriteLine($"  stellarforge {example}");
        output.WriteLine();
        return exitCode;
    }

    // Of both kinds there are more options than there is to say of the verb.
    private static void WriteShort(TextWriter output, IEnumerable<Connector> connectors)
    {
        output.WriteLine("Addresses (their options: of brokers in 'stellarforge stream set --help', of targets in 'stellarforge fill --help'):");
        foreach (var connector in connectors)
            output.WriteLine($"  {connector.Example}");
        output.WriteLine();
    }

    private static void WriteAddresses(TextWriter output, IEnumerable<Connector> connectors)
    {
        output.WriteLine("Addresses:");
        foreach (var connector in connectors)
        {
            output.WriteLine($"  {connector.Example}");
            foreach (var option in connector.Options.Where(option => !option.IsKeyword))
                WriteOption(output, option, connector.DefaultOf(option));
        }

        output.WriteLine("  In every address:");
        WriteOption(output, ConnectorOption.Retries, ConnectorOption.Retries.Default);
        output.WriteLine();
    }

    private static void WriteOption(TextWriter output, ConnectorOption option, string? standard)
    {
        var value = option.Values.Count > 0 ? string.Join('|', option.Values.Keys) : option.Type switch
        {
            OptionType.Boolean => "true|false",
            OptionType.Integer => "n",
            OptionType.Seconds => "seconds",
            OptionType.Bytes => "bytes",
            _ => "…",
        };
        output.WriteLine($"      {option.Name}={value}  {option.Help}{(standard is null ? "" : $" [default: {standard}]")}");
    }
}
