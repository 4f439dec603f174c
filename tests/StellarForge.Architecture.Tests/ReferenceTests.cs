using System.Reflection;

namespace StellarForge.Architecture.Tests;

public class ReferenceTests
{
    private static readonly string[] WebFramework = ["Microsoft.AspNetCore", "Microsoft.AspNetCore.", "Microsoft.Extensions.", "Microsoft.Net.Http.Headers"];

    // What each assembly may know, besides the framework. The core takes no package but the corpora; a connector knows one driver.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["StellarForge"] = ["Bogus"],
        ["StellarForge.Retail"] = ["StellarForge"],
        ["StellarForge.Brokers.Embedded"] = ["StellarForge", "StellarForge.Engine"],
        ["StellarForge.Engine"] = ["StellarForge", "Polly.Core"],
        ["StellarForge.Brokers.Kafka"] = ["StellarForge", "StellarForge.Engine", "Confluent.Kafka"],
        ["StellarForge.Brokers.RabbitMq"] = ["StellarForge", "StellarForge.Engine", "RabbitMQ.Client"],
        ["StellarForge.Brokers.Redis"] = ["StellarForge", "StellarForge.Engine"],
        ["StellarForge.Parquet"] = ["StellarForge", "Snappier"],
        ["StellarForge.ServiceDefaults"] =
        [
            "StellarForge", "StellarForge.Engine", "StellarForge.Retail", "OpenTelemetry", "OpenTelemetry.", "Microsoft.IdentityModel.",
            "System.IdentityModel.Tokens.Jwt", .. WebFramework,
        ],
        ["StellarForge.GeneratorService"] = ["StellarForge", "StellarForge.Engine", "StellarForge.ServiceDefaults", .. WebFramework],
        ["StellarForge.WriterService"] = ["StellarForge", "StellarForge.Engine", "StellarForge.ServiceDefaults", .. WebFramework],
        ["StellarForge.Api"] = ["StellarForge", "StellarForge.Engine", "StellarForge.ServiceDefaults", "Microsoft.OpenApi", .. WebFramework],
        ["StellarForge.Targets.Files"] = ["StellarForge", "StellarForge.Engine", "StellarForge.Parquet"],
        ["StellarForge.Targets.MySql"] = ["StellarForge", "StellarForge.Engine", "MySql.Data", "MySqlConnector"],
        ["StellarForge.Targets.PostgreSql"] = ["StellarForge", "StellarForge.Engine", "Npgsql"],
        ["StellarForge.Targets.SqlServer"] = ["StellarForge", "StellarForge.Engine", "Microsoft.Data.SqlClient"],
        ["StellarForge.Targets.Sqlite"] =
            ["StellarForge", "StellarForge.Engine", "Microsoft.Data.Sqlite", "SQLitePCLRaw.core", "SQLitePCLRaw.batteries_v2"],
    };

    public static TheoryData<string> Assemblies => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void References_point_one_way(string assembly)
    {
        var unexpected = Assembly.Load(assembly).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => !IsFramework(name) && !Allowed[assembly].Any(known => IsKnown(name, known)));

        unexpected.ShouldBeEmpty($"{assembly} must know nothing of them; see docs/architecture.md.");
    }

    [Fact]
    public void Every_library_beside_the_command_line_has_its_rule()
    {
        var libraries = Directory.GetFiles(AppContext.BaseDirectory, "StellarForge*.dll")
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => name != "StellarForge.Cli" && !name!.EndsWith(".Tests", StringComparison.Ordinal));

        libraries.ShouldBe(Allowed.Keys, ignoreOrder: true);
    }

    // What ends in a dot is the beginning of names.
    private static bool IsKnown(string name, string known) =>
        known.EndsWith('.') ? name.StartsWith(known, StringComparison.Ordinal) : name == known;

    private static bool IsFramework(string name) =>
        name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard" or "mscorlib";
}
