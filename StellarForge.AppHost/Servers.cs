using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using StellarForge.AppHost.Azure;

namespace StellarForge.AppHost;

/// <summary>The connections that profiles are made of, each by its name: a container, a file, or an existing server.</summary>
internal static class Servers
{
    public const string Kafka = "kafka";
    public const string RabbitMq = "rabbitmq";
    public const string Redis = "redis";
    public const string EmbeddedLog = "embedded";
    public const string PostgreSql = "postgresdb";
    public const string MySql = "mysqldb";
    public const string SqlServer = "sqlserverdb";
    public const string Sqlite = "sqlitedb";

    /// <summary>The brokers among them.</summary>
    public static readonly ImmutableArray<string> Brokers = [Kafka, RabbitMq, Redis, EmbeddedLog];

    /// <summary>The home of the containers' user, where a volume with the files is mounted: there that user may write.</summary>
    public const string ContainerHome = "/home/app";

    /// <summary>The database on each server.</summary>
    public const string Database = "shop";

    // On this machine, where the configuration names no other.
    private const string DataFolder = "stellarforge-data";

    private delegate IResourceBuilder<IResourceWithConnectionString> Maker(IDistributedApplicationBuilder builder, bool tools);

    private static readonly ImmutableDictionary<string, Maker> Makers = ImmutableDictionary.CreateRange<string, Maker>(
    [
        new(Kafka, AddKafka),
        new(RabbitMq, AddRabbitMq),
        new(Redis, AddRedis),
        new(EmbeddedLog, (builder, _) => AddFile(builder, EmbeddedLog, "embedded", "log")),
        new(PostgreSql, AddPostgres),
        new(MySql, AddMySql),
        new(SqlServer, AddSqlServer),
        new(Sqlite, (builder, _) => AddFile(builder, Sqlite, "sqlite", "shop.db")),
    ]);

    /// <summary>Adds a connection: the existing server of <c>ConnectionStrings:NAME</c>, else one that the cloud runs, else one of our own.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name, one of the constants.</param>
    /// <param name="profile">Says which are managed, and whether others get a page to look into them with.</param>
    public static IResourceBuilder<IResourceWithConnectionString> Add(IDistributedApplicationBuilder builder, string name, Profile profile) =>
        builder.Configuration.GetConnectionString(name) is { Length: > 0 } ? builder.AddConnectionString(name)
        : profile.Managed.Contains(name) ? ManagedServers.Add(builder, name)
        : Makers[name](builder, profile.Tools);

    private static IResourceBuilder<KafkaServerResource> AddKafka(IDistributedApplicationBuilder builder, bool tools)
    {
        var kafka = builder.AddKafka(Kafka).WithDataVolume("stellarforge-kafka").WithLifetime(ContainerLifetime.Persistent);
        return tools ? kafka.WithKafkaUI(page => page.WithUrlForEndpoint("http", url => url.DisplayText = "Topics (Kafka UI)")) : kafka;
    }

    private static IResourceBuilder<RabbitMQServerResource> AddRabbitMq(IDistributedApplicationBuilder builder, bool tools)
    {
        var rabbit = builder.AddRabbitMQ(RabbitMq).WithDataVolume("stellarforge-rabbitmq").WithLifetime(ContainerLifetime.Persistent);
        return tools ? rabbit.WithManagementPlugin().WithUrlForEndpoint("management", url => url.DisplayText = "Streams (RabbitMQ)") : rabbit;
    }

    private static IResourceBuilder<RedisResource> AddRedis(IDistributedApplicationBuilder builder, bool tools)
    {
        var redis = builder.AddRedis(Redis).WithDataVolume("stellarforge-redis").WithPersistence().WithLifetime(ContainerLifetime.Persistent);
        return tools ? redis.WithRedisInsight(page => page.WithUrlForEndpoint("http", url => url.DisplayText = "Keys (Redis Insight)")) : redis;
    }

    private static IResourceBuilder<PostgresDatabaseResource> AddPostgres(IDistributedApplicationBuilder builder, bool tools)
    {
        var server = builder.AddPostgres("postgres").WithDataVolume("stellarforge-postgres").WithLifetime(ContainerLifetime.Persistent);

        // Where it runs here, Aspire makes the database.
        if (builder.ExecutionContext.IsPublishMode)
            server.WithEnvironment("POSTGRES_DB", Database);
        if (tools)
            server.WithPgAdmin(page => page.WithUrlForEndpoint("http", url => url.DisplayText = "Tables (pgAdmin)"));
        return server.AddDatabase(PostgreSql, Database);
    }

    private static IResourceBuilder<MySqlDatabaseResource> AddMySql(IDistributedApplicationBuilder builder, bool tools)
    {
        // Rows go in by LOAD DATA LOCAL, which the server has to allow.
        var server = builder.AddMySql("mysql").WithArgs("--local-infile=1").WithDataVolume("stellarforge-mysql").WithLifetime(ContainerLifetime.Persistent);
        if (builder.ExecutionContext.IsPublishMode)
            server.WithEnvironment("MYSQL_DATABASE", Database);
        if (tools)
            server.WithPhpMyAdmin(page => page.WithUrlForEndpoint("http", url => url.DisplayText = "Tables (phpMyAdmin)"));
        return server.AddDatabase(MySql, Database);
    }

    private static IResourceBuilder<SqlServerDatabaseResource> AddSqlServer(IDistributedApplicationBuilder builder, bool tools) =>
        builder.AddSqlServer("sqlserver").WithDataVolume("stellarforge-sqlserver").WithLifetime(ContainerLifetime.Persistent)
            .AddDatabase(SqlServer, Database);

    private static IResourceBuilder<ConnectionStringResource> AddFile(IDistributedApplicationBuilder builder, string name, string scheme, string file)
    {
        var folder = builder.ExecutionContext.IsPublishMode ? ContainerHome : LocalFolder(builder);
        return builder.AddConnectionString(name, ReferenceExpression.Create($"{scheme}:{EscapePath(Path.Join(folder, file))}"));
    }

    // SQLite makes its file, and no folder.
    private static string LocalFolder(IDistributedApplicationBuilder builder)
    {
        var folder = builder.Configuration["data"] is { Length: > 0 } data ? Path.GetFullPath(data) : Path.Combine(builder.AppHostDirectory, DataFolder);
        return Directory.CreateDirectory(folder).FullName;
    }

    // As addresses of files take paths.
    private static string EscapePath(string path) =>
        path.Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3F", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal);
}
