using System.Collections.Immutable;
using Aspire.Hosting.Azure;

namespace StellarForge.AppHost.Azure;

/// <summary>
/// The servers that Azure runs, as a table of connections and templates. A template makes a server with its database or topics, and puts the address that
/// services connect by into the vault, under the connection's name.
/// </summary>
internal static class ManagedServers
{
    private const string VaultName = "vault";
    private const string EventHubsName = "eventhubs";

    private static readonly ImmutableDictionary<string, (string Resource, bool HasPassword)> Rows = ImmutableDictionary.CreateRange<string, (string, bool)>(
    [
        new(Servers.Kafka, (EventHubsName, false)),
        new(Servers.PostgreSql, ("postgres", true)),
        new(Servers.MySql, ("mysql", true)),
        new(Servers.SqlServer, ("sqlserver", true)),
    ]);

    /// <summary>The connections that there are managed servers for.</summary>
    public static IEnumerable<string> Names => Rows.Keys.Order(StringComparer.Ordinal);

    /// <summary>Adds a managed server.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The connection's name.</param>
    public static IResourceBuilder<IResourceWithConnectionString> Add(IDistributedApplicationBuilder builder, string name)
    {
        var (resource, hasPassword) = Rows[name];
        var vault = builder.Resources.OfType<AzureKeyVaultResource>().SingleOrDefault() ?? builder.AddAzureKeyVault(VaultName).Resource;
        var server = builder.AddBicepTemplateString(resource, Template(resource))
            .WithParameter("vaultName", vault.NameOutputReference)
            .WithParameter("connection", name);
        if (hasPassword)
        {
            var strong = new GenerateParameterDefault { MinLength = 22, MinLower = 1, MinUpper = 1, MinNumeric = 1, Special = false };
            server.WithParameter("database", Servers.Database).WithParameter("password", builder.AddParameter($"{resource}-password", strong, secret: true));
        }
        else
        {
            server.WithParameter("topics", string.Join(',', TopologySettings.Topics)).WithParameter("logs", string.Join(',', TopologySettings.Logs));
        }

        return builder.AddConnectionString(name, ReferenceExpression.Create($"{Secret(vault, name, server.Resource)}"));
    }

    /// <summary>Where the Kafka of Event Hubs is, or <see langword="null"/> where it is not used.</summary>
    /// <param name="builder">The application.</param>
    public static (BicepOutputReference Server, IAzureKeyVaultSecretReference Password)? EventHubs(IDistributedApplicationBuilder builder)
    {
        if (builder.Resources.OfType<AzureBicepResource>().SingleOrDefault(resource => resource.Name == EventHubsName) is not { } hubs)
            return null;
        var vault = builder.Resources.OfType<AzureKeyVaultResource>().Single();
        return (new BicepOutputReference("server", hubs), Secret(vault, $"{Servers.Kafka}-password", hubs));
    }

    private static string Template(string resource)
    {
        using var reader = new StreamReader(typeof(ManagedServers).Assembly.GetManifestResourceStream($"{resource}.bicep")!);
        return reader.ReadToEnd();
    }

    // Whoever reads it has to wait for who writes it.
    private static IAzureKeyVaultSecretReference Secret(AzureKeyVaultResource vault, string name, IResource owner)
    {
        var secret = vault.GetSecret(name);
        secret.SecretOwner = owner;
        return secret;
    }
}
