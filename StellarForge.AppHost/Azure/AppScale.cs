using System.Collections.Immutable;
using Azure.Provisioning.AppContainers;

namespace StellarForge.AppHost.Azure;

/// <summary>How large a container app is, and how many there are of it: one row of a table.</summary>
/// <param name="Name">The resource.</param>
/// <param name="Replicas">The most at once; one is always there, as each keeps a connection, a partition or a page.</param>
/// <param name="Cpu">Cores; Container Apps wants 2 GiB a core.</param>
/// <param name="By">What makes them more.</param>
/// <param name="Command">What its container runs in place of what its image says.</param>
internal sealed record AppScale(string Name, int Replicas, double Cpu, ScaledBy By = ScaledBy.Nothing, string? Command = null)
{
    // A shard of a stream is one process's, and so is a partition of a topic; both are as many as a stream has by default.
    private const int Shares = 8;

    // The image has no setting for a database of one's own.
    private const string SqlServerWithDatabase =
        $"until /opt/mssql-tools18/bin/sqlcmd -C -b -S localhost -U sa -P \"$MSSQL_SA_PASSWORD\""
        + $" -Q \"IF DB_ID('{Servers.Database}') IS NULL CREATE DATABASE {Servers.Database}\"; do sleep 5; done & exec /opt/mssql/bin/sqlservr";

    /// <summary>All of them. Fills and verifications are a process's own, so there is one API; a server has its data for itself.</summary>
    public static readonly ImmutableArray<AppScale> Rows =
    [
        new("generator", Shares, 0.5, ScaledBy.Cpu),
        new("writer", Shares, 0.5, ScaledBy.KafkaLag),
        new("api", 1, 0.5),
        new("kafka", 1, 1),
        new("rabbitmq", 1, 1),
        new("redis", 1, 0.5),
        new("postgres", 1, 1),
        new("mysql", 1, 1),
        new("sqlserver", 1, 2, Command: SqlServerWithDatabase),
    ];

    /// <summary>Writes it down, without its rules.</summary>
    /// <param name="app">The app.</param>
    public void Apply(ContainerApp app)
    {
        app.Template.Scale.MinReplicas = 1;
        app.Template.Scale.MaxReplicas = Replicas;
        var container = app.Template.Containers[0].Value!;
        container.Resources = new AppContainerResources { Cpu = Cpu, Memory = FormattableString.Invariant($"{Cpu * 2}Gi") };
        if (Command is not null)
            container.Command = ["/bin/bash", "-c", Command];
    }
}
