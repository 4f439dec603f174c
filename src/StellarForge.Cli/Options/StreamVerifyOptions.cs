using System.CommandLine;

namespace StellarForge.Cli.Options;

/// <summary>Which stream's events are verified, in place of a fill's rows.</summary>
internal sealed class StreamVerifyOptions
{
    private readonly Option<string?> _stream = new("--stream")
    {
        Description = "Verifies what became of a stream's events: the name that it was sent under. Seed, tables, rows and faults are the stream's own",
        HelpName = "S",
    };

    private readonly Option<string?> _from = new("--from") { Description = "With --stream: the broker: an address (below)", HelpName = "URI" };

    private readonly Option<string> _name = new("--name")
    {
        Description = "With --stream: the pipeline that wrote it; see write",
        HelpName = "G",
        DefaultValueFactory = _ => "stellarforge",
    };

    private readonly Option<string?> _source = PipelineRunOptions.CreateSource();

    private readonly Option<bool> _complete = new("--complete")
    {
        Description = "With --stream: waits until all is written that was sent so far",
    };

    public void AddTo(Command verb)
    {
        foreach (var option in new Option[] { _stream, _from, _name, _source, _complete })
            verb.Add(option);
        verb.Validators.Add(result =>
        {
            var isStream = result.GetValue(_stream) is not null;
            if (isStream && result.GetValue(_from) is null)
                result.AddError("--stream: say by --from which broker it was sent to.");
            if (!isStream && (result.GetValue(_from) is not null || result.GetValue(_source) is not null || result.GetValue(_complete)))
                result.AddError("--from, --source and --complete are of a stream: name it by --stream.");
        });
    }

    public bool IsWanted(ParseResult result) => result.GetValue(_stream) is not null;

    public string Stream(ParseResult result) => result.GetValue(_stream)!;

    public string From(ParseResult result) => result.GetValue(_from)!;

    public string Pipeline(ParseResult result) => result.GetValue(_name)!;

    public string? Source(ParseResult result) => result.GetValue(_source);

    public bool IsComplete(ParseResult result) => result.GetValue(_complete);
}
