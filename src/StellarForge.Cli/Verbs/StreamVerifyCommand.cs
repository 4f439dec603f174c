using System.CommandLine;
using System.Globalization;
using StellarForge.Cli.Connectors;
using StellarForge.Cli.Options;
using StellarForge.Cli.Output;
using StellarForge.Engine.Streams;
using StellarForge.Formats;

namespace StellarForge.Cli.Verbs;

/// <summary>What verify does with a stream.</summary>
internal sealed class StreamVerifyCommand(ParseResult command, StreamVerifyOptions options, string target, SelectionOptions selection)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var model = command.Model();
        await using var opened = command.Address(target).OpenTarget();
        if (opened is not IPipelineTarget pipelines)
            throw new UsageException($"--stream: {opened.DisplayName} takes no streams. Give a database.");
        await using var broker = command.Address(options.From(command), "--from").OpenBroker();
        await pipelines.PingAsync(cancellationToken);
        await broker.PingAsync(cancellationToken);

        // Only the bytes of messages depend on a registry, and those are not read here.
        var verifier = new StreamVerifier(pipelines, broker, TimeProvider.System)
        {
            Source = options.Source(command) ?? broker.DisplayName,
            Tables = selection.Select(command).Tables,
        };
        var verification = await verifier.VerifyAsync(
            options.Stream(command), options.Pipeline(command), model, name => name == "json" ? new JsonMessageFormat() : new AvroMessageFormat(),
            options.IsComplete(command), new Notes(), cancellationToken);
        if (command.WantsJson())
            JsonOutput.Write(Report(verification), OutputJson.Default.StreamVerifyReport);
        else
            Write(pipelines.DisplayName, verification);
        return verification.IsMatch ? CommandHost.Done : CommandHost.Failed;
    }

    private static void Write(string target, StreamVerification verification)
    {
        var text = new TextTable("table", ">rows", "checksum", ">bad", ">duplicates", "verdict");
        foreach (var table in verification.Tables)
        {
            text.Add(
                table.Table.Schema.QualifiedName, Whole(table.Actual.Count), table.Actual.Hex, Whole(table.Bad), Whole(table.Duplicates),
                table.IsMatch ? "matches" : "DIFFERS");
        }

        text.Write(Console.Out);
        Console.WriteLine();
        foreach (var table in verification.Tables)
        {
            foreach (var problem in table.Problems)
                Console.WriteLine(Messages.Printable($"{table.Table}: {problem}"));
        }

        Console.WriteLine(verification.IsMatch
            ? $"Every event of the stream that {target} has read is a row, a dead letter or a counted duplicate."
            : $"{target} differs from what the stream's events have to be.");
        Console.WriteLine(verification.IsComplete ? "It has read all that was sent so far." : "It has not read all that was sent so far.");
    }

    private static StreamVerifyReport Report(StreamVerification verification) => new(
        verification.Stream, verification.IsMatch, verification.IsComplete,
        [
            .. verification.Tables.Select(table => new StreamedTableReport(
                table.Table.Schema.QualifiedName, table.IsMatch, table.Expected.Count, table.Actual.Count, table.Expected.Hex, table.Actual.Hex,
                table.Bad, table.BadLetters, table.Duplicates, table.DuplicateLetters, table.Refused, table.Problems)),
        ]);

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private sealed class Notes : IProgress<string>
    {
        public void Report(string value) => Messages.Note(value);
    }
}
