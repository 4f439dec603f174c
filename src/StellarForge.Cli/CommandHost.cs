using System.CommandLine;
using System.Reflection;
using StellarForge.Cli.Connectors;
using StellarForge.Cli.Options;
using StellarForge.Cli.Output;
using StellarForge.Engine;

namespace StellarForge.Cli;

/// <summary>Runs a command line: exit code 0 when the work is done, 1 when it failed, 2 when the command line is wrong.</summary>
internal static class CommandHost
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    // As a shell counts a program that a signal ended, here SIGPIPE.
    private const int ReaderGone = 128 + 13;

    public static async Task<int> RunAsync(Command root, string[] args)
    {
        var result = root.Parse(args.Length == 0 ? ["--help"] : args);
        try
        {
            if (result.Errors.Count > 0)
                throw new UsageException(Explain(root, result));

            // Verbs stop by themselves after the chunk in hand (see Interruption), however long that takes.
            var exitCode = await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
            return args.Length == 0 ? WrongUsage : exitCode;
        }
        catch (OutputException error) when (error.IsReaderGone)
        {
            return ReaderGone;
        }
        catch (UsageException error)
        {
            Messages.Error(error);
            Messages.Note(result.CommandResult.Command is Verb verb ? $"Try 'stellarforge {verb.Name} --help'." : "Try 'stellarforge --help'.");
            return WrongUsage;
        }
        catch (Exception error)
        {
            var cause = error is TargetInvocationException or TypeInitializationException or AggregateException ? error.GetBaseException() : error;
            Messages.Error(result.ModelsPath() is { } models && IsOfOtherVersion(cause)
                ? new InvalidOperationException($"--models: '{models}' was built with another version of StellarForge. Build it again.", cause)
                : cause);
            return Failed;
        }
    }

    // What the runtime says of a call whose target is not there (any more), at the time that it compiles the caller.
    // A driver's missing library is another matter.
    private static bool IsOfOtherVersion(Exception error) =>
        error is MissingMemberException || (error is TypeLoadException and not (DllNotFoundException or EntryPointNotFoundException));

    private static string Explain(Command root, ParseResult result)
    {
        var verb = result.CommandResult.Command;
        if (result.UnmatchedTokens is [var token, ..])
        {
            // An address in the wrong place, or a piece of one that the shell cut: it may hold a password.
            if (Addresses.IsAddress(token) || token.Contains('@', StringComparison.Ordinal))
                return $"'{verb.Name}' takes an address only behind --target, in quotes where it has characters of the shell's.";
            return verb == root
                ? $"There is no verb '{token}'. {NearNames.Suggest(token, [.. root.Subcommands.Select(known => known.Name)])}"
                : $"'{verb.Name}' takes no '{token}'. {NearNames.Suggest(token, OptionNames(root, verb))}";
        }
        var missing = verb.Arguments.FirstOrDefault(argument =>
            argument.Arity.MinimumNumberOfValues > 0 && result.GetResult(argument) is not { Tokens.Count: > 0 });
        return missing is null ? result.Errors[0].Message : $"'{verb.Name}' needs a {missing.Name}.";
    }

    private static List<string> OptionNames(Command root, Command verb) =>
        [.. verb.Options.Concat(root.Options).Select(option => option.Name)];
}
