using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StellarForge.Api;
using StellarForge.Cli.Options;
using StellarForge.Cli.Output;
using StellarForge.Engine.Connectors;
using StellarForge.GeneratorService;
using StellarForge.ServiceDefaults;
using StellarForge.WriterService;

namespace StellarForge.Cli.Verbs;

/// <summary>What up does: the three services in one web application.</summary>
/// <param name="command">The command line.</param>
/// <param name="options">How it is run.</param>
internal sealed class UpCommand(ParseResult command, UpOptions options)
{
    private const string BuiltIn = "StellarForge.Cli.up.json";
    private const int Ports = 100;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        Configure(builder.Configuration);
        builder.AddServiceDefaults();

        // After the defaults: they add a source of configuration, which forgets what was set so far.
        builder.WebHost.UseUrls(options.Urls(command) ?? FreeUrl());
        builder.AddGenerator();
        builder.AddWriter();
        builder.AddApi();
        await using var app = builder.Build();
        try
        {
            app.Services.GetRequiredService<Topology>();
        }
        catch (TopologyException error)
        {
            throw Wrong(error.Mistakes);
        }

        app.UseAccess();
        app.MapDefaultEndpoints();
        app.MapGenerator();
        app.MapWriter();
        app.MapApi();
        await app.StartAsync(cancellationToken);
        Say(app);
        if (app.Services.GetRequiredService<Topology>() is { Streams.Count: 0, Pipelines.Count: 0 })
            Messages.Note($"Nothing runs: the configuration has neither {TopologyOptions.Section}:Streams nor {TopologyOptions.Section}:Pipelines.");
        await app.WaitForShutdownAsync(cancellationToken);
        Messages.Note("Stopped. Nothing is lost: the same command goes on.");
        return CommandHost.Done;
    }

    // A line each, as there may be many.
    private UsageException Wrong(IReadOnlyList<string> mistakes)
    {
        var file = options.Config(command) is { } name ? $"--config {name}: " : "";
        if (mistakes.Count == 1)
            return new UsageException($"{file}{mistakes[0]}");
        foreach (var mistake in mistakes)
            Messages.Note(Messages.Printable(mistake));
        return new UsageException($"{file}The {mistakes.Count} settings above are wrong.");
    }

    // Nothing but the file, or what is built in; and the environment, which may name other connections.
    private void Configure(ConfigurationManager configuration)
    {
        configuration.Sources.Clear();
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Default"] = "Information",
            ["Logging:LogLevel:Microsoft"] = "Warning",

            // Standard output is for results.
            ["Logging:Console:LogToStandardErrorThreshold"] = "Trace",
        });
        if (options.Config(command) is { } file)
            AddFile(configuration, Path.GetFullPath(file));
        else
            configuration.AddInMemoryCollection(BuiltInKeys());
        configuration.AddEnvironmentVariables();
    }

    private static void AddFile(ConfigurationManager configuration, string file)
    {
        if (!File.Exists(file))
            throw new UsageException($"--config: there is no file '{file}'.");
        try
        {
            configuration.AddJsonFile(file, optional: false, reloadOnChange: true);
        }
        catch (InvalidDataException error)
        {
            throw new UsageException($"--config: '{file}' can't be read as configuration: {error.GetBaseException().Message}");
        }
    }

    private Dictionary<string, string?> BuiltInKeys()
    {
        using var stream = typeof(UpCommand).Assembly.GetManifestResourceStream(BuiltIn)!;
        var keys = new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable().ToDictionary(StringComparer.OrdinalIgnoreCase);
        var data = ConnectorAddress.EscapePath(options.Data(command));
        keys["ConnectionStrings:log"] = $"embedded:{data}/log";
        keys["ConnectionStrings:shop"] = $"sqlite:{data}/retail.db";
        keys["StellarForge:Streams:shop:Spool"] = Path.Combine(options.Data(command), "spool");
        keys["StellarForge:Model:Seed"] = command.WorldSeed().ToString(CultureInfo.InvariantCulture);
        if (options.Rate(command) is { } rate)
            keys["StellarForge:Streams:shop:Rate"] = rate.ToString(CultureInfo.InvariantCulture);
        if (command.ModelsPath() is { } models)
        {
            keys["StellarForge:Model:Assembly"] = models;
            foreach (var table in keys.Keys.Where(key => key.StartsWith("StellarForge:Streams:shop:Tables", StringComparison.Ordinal)).ToList())
                keys.Remove(table);
        }

        Directory.CreateDirectory(options.Data(command));
        return keys;
    }

    private static string FreeUrl()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(end => end.Port).ToHashSet();
        var port = Enumerable.Range(UpOptions.DefaultPort, Ports).FirstOrDefault(port => !taken.Contains(port), UpOptions.DefaultPort);
        if (port != UpOptions.DefaultPort)
            Messages.Note($"Port {UpOptions.DefaultPort} is taken: this is {port}.");
        return $"http://{IPAddress.Loopback}:{port}";
    }

    private void Say(WebApplication app)
    {
        if (command.WantsJson())
        {
            JsonOutput.Write(new UpReport([.. app.Urls]), OutputJson.Default.UpReport);
            return;
        }

        foreach (var url in app.Urls)
            Console.WriteLine($"StellarForge is up: {url}");
        Console.WriteLine(options.Config(command) is { } file
            ? $"It runs what {file} says, and follows its changes. Ctrl-C stops it."
            : $"Log and SQLite file are in {options.Data(command)}. Ctrl-C stops it; the same command goes on.");
    }
}
