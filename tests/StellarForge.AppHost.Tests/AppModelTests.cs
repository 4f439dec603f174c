using StellarForge.AppHost.Tests.Support;

namespace StellarForge.AppHost.Tests;

public class AppModelTests
{
    private static readonly string[] Services = ["generator", "writer", "api"];

    [Theory]
    [InlineData("full", "kafka postgres postgresdb mysql mysqldb sqlserver sqlserverdb registry prometheus grafana")]
    [InlineData("light", "kafka postgres postgresdb")]
    [InlineData("embedded", "embedded sqlitedb")]
    public void A_profile_has_its_resources(string profile, string expected)
    {
        var names = Composed.Of("--profile", profile).Resources.Select(resource => resource.Name).ToList();

        foreach (var name in expected.Split(' ').Concat(Services))
            names.ShouldContain(name);
        names.Contains("mysql").ShouldBe(profile == "full");
        names.Any(name => name.Contains("admin", StringComparison.OrdinalIgnoreCase)).ShouldBe(profile == "full");
    }

    [Fact]
    public void Full_is_the_default() =>
        Composed.Names().ShouldBe(Composed.Names("--profile", "full"));

    [Theory]
    [InlineData("full")]
    [InlineData("light")]
    [InlineData("embedded")]
    public async Task A_service_is_told_the_whole_topology(string profile)
    {
        var model = Composed.Of("--profile", profile);
        foreach (var service in Services)
        {
            var environment = await model.EnvironmentAsync(service);

            var targets = Profile.All.Single(row => row.Name == profile).Targets;
            foreach (var target in targets)
            {
                environment[$"StellarForge__Pipelines__{target}__Target"].ShouldBe(target);
                environment.ShouldContainKey($"ConnectionStrings__{target}");
            }

            environment.ShouldContainKey($"ConnectionStrings__{environment["StellarForge__Streams__shop__Broker"]}");
            environment["StellarForge__Streams__shop__Fill"].ShouldBe(string.Join(',', targets));
        }

        (await model.EnvironmentAsync("api")).ShouldContainKey("services__generator__http__0");
        (await model.EnvironmentAsync("api")).ShouldContainKey("services__writer__http__0");
    }

    [Theory]
    [InlineData("full")]
    [InlineData("light")]
    public void A_service_waits_for_its_servers_and_says_how_it_is(string profile)
    {
        foreach (var service in Composed.Of("--profile", profile).Resources.OfType<ProjectResource>())
        {
            var waits = service.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name);
            foreach (var name in Profile.All.Single(row => row.Name == profile).Targets.Append("kafka"))
                waits.ShouldContain(name);
            service.Annotations.OfType<HealthCheckAnnotation>().ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void Servers_keep_their_data_and_outlive_the_AppHost()
    {
        foreach (var name in (string[])["kafka", "postgres", "mysql", "sqlserver"])
        {
            var server = Composed.Of().Resources.Single(resource => resource.Name == name);
            server.Annotations.OfType<ContainerMountAnnotation>().ShouldContain(mount => mount.Type == ContainerMountType.Volume);
            server.Annotations.OfType<ContainerLifetimeAnnotation>().Single().Lifetime.ShouldBe(ContainerLifetime.Persistent);
        }
    }

    [Theory]
    [InlineData("kafka", "kafka-ui", "http", "Topics (Kafka UI)")]
    [InlineData("kafka", "pgadmin", "http", "Tables (pgAdmin)")]
    [InlineData("kafka", "phpmyadmin", "http", "Tables (phpMyAdmin)")]
    [InlineData("kafka", "registry", "http", "Schemas")]
    [InlineData("kafka", "prometheus", "http", "Prometheus")]
    [InlineData("kafka", "grafana", "http", "Dashboards (Grafana)")]
    [InlineData("kafka", "api", "http", "Live page")]
    [InlineData("rabbitmq", "rabbitmq", "management", "Streams (RabbitMQ)")]
    [InlineData("redis", "redisinsight", "http", "Keys (Redis Insight)")]
    public async Task Each_page_has_a_link_that_says_what_it_shows(string broker, string name, string endpoint, string text)
    {
        var resources = Composed.Of("--broker", broker).Resources.OfType<IResourceWithEndpoints>().ToList();
        var resource = resources.Find(resource => resource.Name == name).ShouldNotBeNull($"of {string.Join(", ", resources.Select(one => one.Name))}");
        var url = new ResourceUrlAnnotation { Url = "http://localhost:1", Endpoint = resource.GetEndpoint(endpoint) };
        var context = new ResourceUrlsCallbackContext(new DistributedApplicationExecutionContext(DistributedApplicationOperation.Run), resource, [url]);

        foreach (var callback in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>())
            await callback.Callback(context);

        url.DisplayText.ShouldBe(text);
    }

    [Fact]
    public void The_API_has_the_commands() =>
        Composed.Of().Resources.Single(resource => resource.Name == "api").Annotations.OfType<ResourceCommandAnnotation>().Select(command => command.Name)
            .ShouldBe(["start-fill", "change-rate", "pause", "resume", "inject-faults", "verify", "replay-dead-letters"], ignoreOrder: true);

    [Fact]
    public void An_existing_server_stands_in_for_a_container()
    {
        var model = Composed.Of("--profile", "light", "--ConnectionStrings:postgresdb", "Host=db.example.com;Username=shop;Database=shop");

        model.Resources.ShouldNotContain(resource => resource.Name == "postgres");
        model.Resources.Single(resource => resource.Name == "postgresdb").ShouldBeAssignableTo<IResourceWithConnectionString>();
        model.Resources.ShouldContain(resource => resource.Name == "kafka");
    }

    [Theory]
    [InlineData("rabbitmq")]
    [InlineData("redis")]
    [InlineData("embedded")]
    public async Task Another_broker_stands_in_for_Kafka(string broker)
    {
        var model = Composed.Of("--broker", broker);

        model.Resources.ShouldNotContain(resource => resource.Name == "kafka" || resource.Name == "registry");
        (await model.EnvironmentAsync("generator"))["StellarForge__Streams__shop__Broker"].ShouldBe(broker);
    }

    [Fact]
    public async Task The_embedded_profile_has_a_folder_for_its_files_and_an_address_that_leads_there()
    {
        using var folder = new TestFolder();
        var data = Path.Combine(folder.Path, "100% #1?");

        var environment = await Composed.Of("--profile", "embedded", "--data", data).EnvironmentAsync("writer", DistributedApplicationOperation.Run);

        Directory.Exists(data).ShouldBeTrue();
        environment["ConnectionStrings__sqlitedb"].ShouldBe($"sqlite:{folder.Path}/100%25 %231%3F/shop.db");
        environment["ConnectionStrings__embedded"].ShouldBe($"embedded:{folder.Path}/100%25 %231%3F/log");
    }

    [Fact]
    public void What_is_empty_is_not_given_and_case_does_not_matter()
    {
        Composed.Names("--profile", "", "--broker", "").ShouldBe(Composed.Names());
        Composed.Names("--profile", "LIGHT", "--broker", "Redis").ShouldBe(Composed.Names("--profile", "light", "--broker", "redis"));
        Composed.Names("--profile", "light", "--operation", "publish", "--deploy", "").ShouldContain("compose");
    }

    [Fact]
    public void Only_a_publication_asks_what_it_is_for()
    {
        Composed.Names("--profile", "light", "--deploy", "staging").ShouldContain("api");
        Should.Throw<AppModelException>(() => Composed.Of("--deploy", "staging", "--operation", "publish")).Message
            .ShouldBe("There is no deployment 'staging'; there are compose, azure.");
    }

    [Fact]
    public void Every_image_says_which_registry_it_is_from()
    {
        foreach (var broker in Servers.Brokers)
        {
            foreach (var resource in Composed.Of("--broker", broker).Resources.Where(resource => resource.IsContainer()))
            {
                resource.TryGetContainerImageName(out var image).ShouldBeTrue(resource.Name);
                image!.Split('/')[0].ShouldContain('.', customMessage: $"{resource.Name} has {image}");
            }
        }
    }

    [Fact]
    public void A_wrong_profile_or_broker_is_one_sentence()
    {
        Should.Throw<AppModelException>(() => Composed.Of("--profile", "fat")).Message
            .ShouldBe("There is no profile 'fat'; there are full, light, embedded.");
        Should.Throw<AppModelException>(() => Composed.Of("--broker", "mqtt")).Message
            .ShouldBe("There is no broker 'mqtt'; there are kafka, rabbitmq, redis, embedded.");
    }
}
