using System.CommandLine;
using StellarForge.Cli.Connectors;
using StellarForge.Cli.Options;
using StellarForge.Engine.Streams;

namespace StellarForge.Cli.Verbs;

/// <summary><c>stellarforge deadletters</c>: events that could not become rows.</summary>
internal static class DeadLettersVerb
{
    private const string Uri = "postgres://me:secret@localhost/shop";

    public static Command Create() => new Verb(
        "deadletters", "Events that could not become rows, as a target's ledger keeps them: lists them, shows one, tries them again.",
        "deadletters list --target sqlite:retail.db", $"deadletters show orders/0/1234 --target {Uri}", $"deadletters replay --target {Uri}")
    {
        List(), Show(), Replay(),
    };

    private static Verb List()
    {
        var target = Target();
        var name = Name();
        var reason = new Option<string>("--reason") { Description = "Only those that are dead for this reason" }.Of(Enum.GetNames<DeadLetterReason>());
        var table = new Option<string?>("--table") { Description = "Only those of this table", HelpName = "T" };
        var replayed = new Option<bool?>("--replayed")
        {
            Description = "Only those that were replayed, or with false those that were not",
            HelpName = "true|false",
        };
        var verb = new Verb(
            "list", "Lists dead letters; with --json, one object a line.", "deadletters list --target sqlite:retail.db --json",
            "deadletters list --target sqlite:retail.db --reason Refused --replayed false")
        {
            target, name, reason, table, replayed,
        };
        verb.SetAction((result, cancellationToken) => WithTargetAsync(
            result, target,
            opened => new DeadLettersCommand(result, opened, result.GetValue(name))
                .ListAsync(result.GetValue(reason), result.GetValue(table), result.GetValue(replayed), cancellationToken)));
        verb.HasTarget = true;
        return verb;
    }

    private static Verb Show()
    {
        var target = Target();
        var name = Name();
        var place = new Argument<string>("letter") { Description = "Where it was read, as the list has it: topic/partition/offset" };
        var verb = new Verb("show", "Shows a dead letter with its bytes.", $"deadletters show orders/0/1234 --target {Uri}") { place, target, name };
        verb.SetAction((result, cancellationToken) => WithTargetAsync(
            result, target,
            opened => new DeadLettersCommand(result, opened, result.GetValue(name)).ShowAsync(result.GetRequiredValue(place), cancellationToken)));
        verb.HasTarget = true;
        return verb;
    }

    private static Verb Replay()
    {
        var target = Target();
        var name = Name();
        var places = new Argument<string[]>("letters")
        {
            Description = "Where they were read, as the list has them: topic/partition/offset. Default: all that were not replayed",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var messages = new MessageOptions();
        var mode = new WriteModeOptions();
        var verb = new Verb(
            "replay", "Tries dead letters again: each becomes a row and is marked, in one transaction and without the broker, or stays what it is.",
            $"deadletters replay --target {Uri} --mode ignore")
        {
            places, target, name,
        };
        mode.AddTo(verb);
        messages.AddTo(verb);
        verb.SetAction((result, cancellationToken) => WithTargetAsync(result, target, opened =>
        {
            var replay = new LetterReplay(opened, messages.Read(result));
            return new DeadLettersCommand(result, opened, result.GetValue(name))
                .ReplayAsync(replay, result.GetValue(places) ?? [], mode, cancellationToken);
        }));
        verb.HasTarget = true;
        return verb;
    }

    private static Option<string> Target() => new("--target") { Description = "The target: an address (below)", HelpName = "URI", Required = true };

    private static Option<string?> Name() => new("--name") { Description = "Only those of the pipeline of this name", HelpName = "G" };

    private static async Task<int> WithTargetAsync(ParseResult result, Option<string> target, Func<IPipelineTarget, Task<int>> work)
    {
        var address = result.Address(result.GetRequiredValue(target));
        await using var opened = address.OpenTarget() as IPipelineTarget
            ?? throw new UsageException($"--target: {address.Address.Connector.Name} takes no events, and keeps no dead letters.");
        return await work(opened);
    }
}
