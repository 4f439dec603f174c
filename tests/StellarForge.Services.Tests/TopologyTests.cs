using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StellarForge.Engine.Streams;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Support;

namespace StellarForge.Services.Tests;

public class TopologyTests
{
    [Fact]
    public void Without_a_section_there_is_the_built_in_model_and_nothing_runs()
    {
        var topology = Read(new ConfigurationBuilder());

        topology.Model.Name.ShouldBe("retail");
        topology.World.Seed.ShouldBe(42ul);
        topology.Streams.ShouldBeEmpty();
        topology.Pipelines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, 12)]
    [InlineData("20s", 24)]
    [InlineData("00:00:20", 24)]
    public void The_host_waits_as_long_as_streams_may_take_to_end_and_a_little_longer(string? timeout, int seconds)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("StellarForge:ShutdownTimeout", timeout)]);
        using var services = builder.AddTopology().Services.BuildServiceProvider();

        services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout.TotalSeconds.ShouldBe(seconds);
        (services.GetRequiredService<Topology>().Options.ShutdownTimeout.TotalSeconds + 4).ShouldBe(seconds);
    }

    [Fact]
    public void A_stream_and_its_pipeline_are_read_with_all_that_they_need()
    {
        var topology = Read(Settings.OfShop("""
            "Streams": { "shop": {
              "Broker": "log", "Tables": { "orders": 3, "order_lines": null, "customer_interactions": 1 }, "Topics": { "orders": "orders.v1" }, "Rate": 200,
              "Pattern": "flash-sale", "Schedule": { "18:00": 50, "08:00": 500 }, "Faults": { "Late": 0.02, "LateBy": "00:10:00", "Bad": 0.001 },
              "Paused": true, "Fill": "shop", "Format": "json", "Partitions": 4 } },
            "Pipelines": { "lake": {
              "Stream": "shop", "Tables": ["orders"], "Target": "shop", "Mode": "upsert", "Version": "placed_at", "BatchWait": "500ms" } }
            """));

        var stream = topology.Streams.ShouldHaveSingleItem();
        stream.Broker.Name.ShouldBe("log");
        stream.Fills.ShouldHaveSingleItem().Name.ShouldBe("shop");
        stream.Plan.Format.Name.ShouldBe("json");
        stream.Plan.Tables.Select(table => (table.Table.Schema.QualifiedName, table.Topic, table.Partitions)).ShouldBe(
            [("orders", "orders.v1", 4), ("order_lines", "order_lines", 4), ("customer_interactions", "customer_interactions", 4)], ignoreOrder: true);
        var pace = stream.Plan.Live!.Pace;
        pace.Rate.ShouldBe(200, 1e-6);
        pace.Pattern.ShouldBe(TrafficPattern.FlashSale);
        pace.IsPaused.ShouldBeTrue();
        pace.Schedule.ShouldBe([new LiveStep(TimeSpan.FromHours(8), 500), new LiveStep(TimeSpan.FromHours(18), 50)]);
        stream.Plan.Faults.LateBy.ShouldBe(TimeSpan.FromMinutes(10));
        var pipeline = topology.Pipelines.ShouldHaveSingleItem();
        pipeline.Stream.ShouldBe(stream);
        pipeline.Broker.ShouldBe(stream.Broker);
        pipeline.Topics.Select(topic => (topic.Topic, topic.Mode, topic.Schema.Columns[topic.Version!.Value].Name))
            .ShouldBe([("orders.v1", WriteMode.Upsert, "placed_at")]);
        pipeline.Settings.BatchWait.ShouldBe(TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public void A_live_stream_without_tables_sends_those_that_the_scale_makes_larger_and_a_replay_all()
    {
        string[] TablesOf(string settings) => [.. Read(Settings.OfShop($$"""
            "Model": { "Scale": 0.001 }, "Streams": { "shop": { "Broker": "log"{{settings}} } }
            """)).Streams.Single().Plan.Tables.Select(table => table.Table.Schema.QualifiedName)];

        TablesOf("").ShouldContain("orders");
        TablesOf("").ShouldNotContain("customer_segments");
        TablesOf("").ShouldNotContain("warehouses");
        TablesOf(""", "Live": false""").ShouldContain("customer_segments");
    }

    [Fact]
    public void Environment_variables_say_the_same_as_a_file()
    {
        var topology = Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:log"] = "localhost:9092",
            ["ConnectionStrings:shop"] = "Host=db;Port=5432;Username=u;Password=p;Database=shop",
            ["StellarForge:Streams:shop:Broker"] = "log",
            ["StellarForge:Streams:shop:Tables:orders"] = "",
            ["StellarForge:Streams:shop:Tables:order_lines"] = "",
            ["StellarForge:Streams:shop:Rate"] = "5e3",
            ["StellarForge:Pipelines:shop:Stream"] = "shop",
            ["StellarForge:Pipelines:shop:Target"] = "shop",
            ["StellarForge:Pipelines:shop:Tables:0"] = "orders",
        }));

        topology.Streams[0].Plan.Live!.Pace.Rate.ShouldBe(5000, 1e-6);
        topology.Pipelines[0].Target.Address.Connector.Name.ShouldBe("PostgreSQL");
        $"{topology.Pipelines[0].Target.Address}".ShouldNotContain("Password=p;");
    }

    [Fact]
    public void All_mistakes_are_named_at_once_with_key_and_value()
    {
        var error = Should.Throw<TopologyException>(() => Read(Settings.OfShop("""
            "Model": { "Scale": -1, "Rows": { "order_lines": 5 } },
            "Streams": {
              "one": { "Broker": "shp", "Tables": { "orderz": 1 }, "Rate": 0, "Faults": { "Bad": 1.5 }, "Patern": "flat", "Partitions": "many" },
              "two": { "Broker": "log", "Tables": { "users": -2, "orders": 1, "order_lines": 3 }, "Schedule": { "8 am": 5 }, "Speed": 2 },
              "three": { "Broker": "shop", "Pattern": "hectic", "Format": "xml" } },
            "Pipelines": {
              "none": { "Target": "shop" },
              "both": { "Stream": "two", "Broker": "log", "Target": "log" },
              "gone": { "Stream": "tow", "Target": "lost", "Version": "placed_at", "BatchRows": 0 },
              "topics": { "Broker": "log", "Target": "shop" } }
            """)));

        string[] expected =
        [
            "StellarForge:Model:Scale is '-1'.",
            "StellarForge:Model:Rows:order_lines is '5'.",
            "StellarForge:Streams:one:Broker is 'shp'. There is no such connection",
            "StellarForge:Streams:one:Tables is 'orderz'. The model 'retail' has no such table. Did you mean 'orders'",
            "StellarForge:Streams:one:Rate is '0'.",
            "StellarForge:Streams:one:Faults:Bad is '1.5'. A probability is from 0 to 1.",
            "StellarForge:Streams:one:Patern: there is no such key. Did you mean 'Pattern'?",
            "StellarForge:Streams:one:Partitions: takes a whole number, not 'many'.",
            "StellarForge:Streams:two:Tables:users is '-2'.",
            "StellarForge:Streams:two:Tables:order_lines is '3'.",
            "StellarForge:Streams:two:Schedule is '8 am'.",
            "StellarForge:Streams:two:Speed is '2'.",
            "StellarForge:Streams:three:Broker is 'shop'. That connection is SQLite, and no broker.",
            "StellarForge:Streams:three:Pattern: takes one of flat, diurnal, weekly, seasonal, growth, flash-sale, not 'hectic'.",
            "StellarForge:Streams:three:Format is 'xml'.",
            "StellarForge:Pipelines:none has no source.",
            "StellarForge:Pipelines:both:Broker is 'log'.",
            "StellarForge:Pipelines:both:Target is 'log'. That connection is Embedded log, and no target.",
            "StellarForge:Pipelines:gone:Stream is 'tow'. There is no such stream. Did you mean 'two'?",
            "StellarForge:Pipelines:gone:Target is 'lost'.",
            "StellarForge:Pipelines:gone:Version is 'placed_at'.",
            "StellarForge:Pipelines:gone:BatchRows is '0'.",
            "StellarForge:Pipelines:topics:Topics is empty",
        ];
        foreach (var start in expected)
            error.Mistakes.ShouldContain(mistake => mistake.StartsWith(start, StringComparison.Ordinal), $"{start}\n\n{error.Message}");
        error.Mistakes.Count.ShouldBe(expected.Length, error.Message);
    }

    [Fact]
    public void A_value_in_the_place_of_a_list_or_of_names_is_a_mistake_and_so_is_a_time_that_no_timer_takes()
    {
        var error = Should.Throw<TopologyException>(() => Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:log"] = "localhost:9092",
            ["ConnectionStrings:shop"] = "sqlite:shop.db",
            ["StellarForge:Streams:shop:Broker"] = "log",
            ["StellarForge:Streams:shop:Tables"] = "users",
            ["StellarForge:Pipelines:shop:Stream"] = "shop",
            ["StellarForge:Pipelines:shop:Target"] = "shop",
            ["StellarForge:Pipelines:shop:Tables"] = "users",
            ["StellarForge:Access:Origins:0:Url"] = "https://ops.example.com",
            ["StellarForge:Access:Proxies:0"] = "proxy",
            ["StellarForge:ShutdownTimeout"] = "60.00:00:00",
        })));

        error.Mistakes.ShouldBe(
            [
                "StellarForge:Streams:shop:Tables: a value stands where names with values are to stand: StellarForge:Streams:shop:Tables:NAME and so on.",
                "StellarForge:Pipelines:shop:Tables: a value stands where a list is to stand: StellarForge:Pipelines:shop:Tables:0 and so on.",
                "StellarForge:Access:Origins:0: takes text, and is a section.",
                "StellarForge:Access:Proxies: 'proxy' is no address such as 10.0.0.5, and no network such as 10.0.0.0/8.",
                "StellarForge:Access:Proxies: behind a proxy, callers have to sign in. Give a Key and Users, or a PublicKey.",
                "StellarForge:ShutdownTimeout is '60.00:00:00'. Give a time above 0, 01:00:00 at most.",
            ], ignoreOrder: true);
    }

    [Fact]
    public void Two_streams_into_one_topic_and_two_pipelines_out_of_one_into_one_table_are_refused()
    {
        const string Pipelines = """
            "Pipelines": { "one": { "Stream": "a", "Target": "shop" }, "two": { "Stream": "a", "Target": "shop", "Tables": ["users"] } }
            """;
        var topics = Should.Throw<TopologyException>(() => Read(Settings.OfShop("""
            "Streams": { "a": { "Broker": "log", "Tables": { "users": null } }, "b": { "Broker": "log", "Tables": { "users": null } } }
            """)));
        var tables = Should.Throw<TopologyException>(() => Read(Settings.OfShop($$$"""
            "Streams": { "a": { "Broker": "log", "Tables": { "users": null } } }, {{{Pipelines}}}
            """)));

        topics.Mistakes.ShouldHaveSingleItem().ShouldContain("table 'users' of 'a' and table 'users' of 'b' would share the topic 'users' of 'log'");
        tables.Mistakes.ShouldHaveSingleItem().ShouldContain("'one' and 'two' would both write topic 'users' into table 'users' of 'shop'");
    }

    [Fact]
    public void Two_pipelines_of_one_group_would_miss_events_and_are_refused()
    {
        var error = Should.Throw<TopologyException>(() => Read(Settings.OfShop("""
            "Streams": { "a": { "Broker": "log", "Tables": { "users": null, "orders": null } } },
            "Pipelines": { "one": { "Stream": "a", "Target": "shop", "Tables": ["users"], "Group": "g" },
                           "two": { "Stream": "a", "Target": "shop", "Tables": ["orders"], "Group": "g" } }
            """)));

        error.Mistakes.ShouldHaveSingleItem().ShouldBe("StellarForge:Pipelines: 'one' and 'two' have the same Group, 'g'. Give each its own.");
    }

    [Fact]
    public void A_connection_that_can_not_be_read_is_named_without_a_word_of_it()
    {
        var error = Should.Throw<TopologyException>(() => Read(Settings.OfShop(
            """
            "Streams": { "a": { "Broker": "bad", "Tables": { "users": null } } }
            """,
            """
            "bad": "kafka//secret@host"
            """)));

        error.Mistakes.ShouldHaveSingleItem().ShouldStartWith("ConnectionStrings:bad, which StellarForge:Streams:a:Broker names: ");
        error.Message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("localhost:9092", "kafka://localhost:9092")]
    [InlineData("a:9092,b:9093", "kafka://a:9092,b:9093")]
    [InlineData("localhost:6379", "redis://localhost:6379/0")]
    [InlineData("localhost:41234,password=p/w@x,ssl=true", "rediss://:p%2Fw%40x@localhost:41234/0")]
    [InlineData("amqp://guest:guest@localhost:5672", "amqp://guest:guest@localhost:5672")]
    [InlineData("Host=localhost;Port=5432;Username=postgres;Password=x", "Provider=PostgreSql;Host=localhost;Port=5432;Username=postgres;Password=x")]
    [InlineData("Server=localhost;Port=3306;User ID=root;Password=x", "Provider=MySql;Server=localhost;Port=3306;User ID=root;Password=x")]
    [InlineData("Server=127.0.0.1,1433;User ID=sa;Password=x", "Provider=SqlServer;Server=127.0.0.1,1433;User ID=sa;Password=x")]
    [InlineData("Server=db;Database=shop;User ID=root;Password=x", "Provider=MySql;Server=db;Database=shop;User ID=root;Password=x")]
    [InlineData("Server=db;Database=shop;User Id=sa;Password=x", "Provider=SqlServer;Server=db;Database=shop;User Id=sa;Password=x")]
    [InlineData("Data Source=/tmp/x.db;Cache=Shared;Mode=ReadWriteCreate", "Provider=Sqlite;Data Source=/tmp/x.db;Cache=Shared;Mode=ReadWriteCreate")]
    [InlineData("Provider=MySql;Server=x", "Provider=MySql;Server=x")]
    [InlineData("sqlite:data/retail.db", "sqlite:data/retail.db")]
    [InlineData("embedded:data/log?fsync=false", "embedded:data/log?fsync=false")]
    public void What_Aspire_injects_is_one_of_our_addresses(string injected, string address) =>
        ConnectionAddress.Translate(injected).ShouldBe(address);

    [Theory]
    [InlineData("amqp://user:Sup3rS3cret@host")]
    [InlineData("Host=host;Password=Sup3rS3cret")]
    public void An_address_in_place_of_a_name_is_refused_and_not_shown(string address)
    {
        var error = Should.Throw<TopologyException>(() => Read(Settings.OfShop($$"""
            "Streams": { "a": { "Broker": "{{address}}", "Fill": "{{address}},shop", "Tables": { "users": null } } }
            """)));

        error.Mistakes.ShouldBe(
        [
            "StellarForge:Streams:a:Broker is an address, not a name. Write the address under ConnectionStrings, and its name here.",
            "StellarForge:Streams:a:Fill is an address, not a name. Write the address under ConnectionStrings, and its name here.",
        ]);
    }

    [Fact]
    public void A_connection_string_of_which_two_databases_could_be_meant_says_how_to_tell_them_apart()
    {
        var error = Should.Throw<TopologyException>(() => Read(Settings.OfShop(
            """
            "Streams": { "a": { "Broker": "log", "Fill": "shop,db", "Tables": { "users": null } } }
            """,
            """
            "db": "Server=db;Database=shop;User ID=shop;Password=secret"
            """)));

        error.Mistakes.ShouldHaveSingleItem().ShouldBe(
            "ConnectionStrings:db, which StellarForge:Streams:a:Fill names: The connection string may be MySQL's or SQL Server's: "
            + "put Provider=MySql; or Provider=SqlServer; before it, or give its port.");
    }

    private static Topology Read(IConfigurationBuilder configuration) => TopologyReader.Read(configuration.Build());
}
