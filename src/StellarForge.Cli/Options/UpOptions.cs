using System.CommandLine;
using System.Globalization;

namespace StellarForge.Cli.Options;

/// <summary>What is run by up, and where it listens.</summary>
internal sealed class UpOptions
{
    /// <summary>The port where nothing else is said.</summary>
    public const int DefaultPort = 5080;

    private readonly Option<string?> _config = new("--config")
    {
        Description = "A file of configuration in place of the built-in one: streams, pipelines, connections. Changes of it are followed",
        HelpName = "F",
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "The folder of the log and the SQLite file. Default: stellarforge-data in the current one",
        HelpName = "DIR",
    };

    private readonly Option<double?> _rate = new("--rate")
    {
        Description = "Events a second, as 500 or 500/s. Default: 100",
        HelpName = "n/s",
        CustomParser = StreamRunOptions.ParseRate,
    };

    private readonly Option<int?> _port = new("--port")
    {
        Description = $"The port of 127.0.0.1. Default: {DefaultPort}, or the next one that is free",
        HelpName = "n",
        CustomParser = argument => Numbers.Parse<ushort>(0, "a port, 0 to 65535")(argument),
    };

    private readonly Option<string?> _urls = new("--urls")
    {
        Description = "Where to listen in place of --port, as http://0.0.0.0:8080; several with semicolons",
        HelpName = "U",
    };

    public void AddTo(Command verb)
    {
        foreach (var option in new Option[] { _config, _data, _rate, _port, _urls })
            verb.Add(option);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(_urls) is not null && result.GetResult(_port) is not null)
                result.AddError("--urls and --port contradict each other: --urls has the port.");
            foreach (var option in new Option[] { _data, _rate }.Concat(CommonOptions.Identity))
            {
                if (result.GetValue(_config) is not null && result.GetResult(option) is { Implicit: false })
                    result.AddError($"{option.Name} is a matter of the built-in configuration: with --config, that file says it.");
            }
        });
    }

    public string? Config(ParseResult result) => result.GetValue(_config);

    public string Data(ParseResult result) => result.GetValue(_data) ?? "stellarforge-data";

    public double? Rate(ParseResult result) => result.GetValue(_rate);

    public string? Urls(ParseResult result) => result.GetValue(_urls)
        ?? (result.GetValue(_port) is { } port ? string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}") : null);
}
