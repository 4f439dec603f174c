using System.Text.Json;
using System.Text.Json.Nodes;
using StellarForge.Generators.Tests.Support;
using StellarForge.Schema;

namespace StellarForge.Generators.Tests;

/// <summary>Columns of addresses, lists and JSON: text in every store.</summary>
public class ListTests
{
    internal const string Every = """
        [Forge(Rows = 200)]
        public partial class Thing
        {
            public int Id { get; set; }
            public bool[] Flags { get; set; } = [];
            public List<byte> Small { get; set; } = [];
            public sbyte[] Signed { get; set; } = [];
            public short[] Shorts { get; set; } = [];
            public uint[] Unsigned { get; set; } = [];
            [Uniform(long.MinValue, long.MaxValue)] public IReadOnlyList<long> Longs { get; set; } = [];
            public ulong[] ULongs { get; set; } = [];
            [Uniform(-1, 1)] public float[] Floats { get; set; } = [];
            [Normal(0, 100)] public IEnumerable<double> Doubles { get; set; } = [];
            [Decimal(20, 4), Uniform("-5.5", "5.5")] public ICollection<decimal> Decimals { get; set; } = [];
            public char[] Letters { get; set; } = [];
            [Text(0, 90)] public IList<string> Words { get; set; } = [];
            public DateOnly[] Days { get; set; } = [];
            public TimeOnly[] Hours { get; set; } = [];
            [Uniform("-3.00:00:00", "400.00:00:00")] public TimeSpan[] Spans { get; set; } = [];
            public DateTime[] Times { get; set; } = [];
            public IReadOnlyCollection<DateTimeOffset> Instants { get; set; } = [];
            public Guid[] Uuids { get; set; } = [];
            public byte[][] Blobs { get; set; } = [];
            public DayOfWeek[] Weekdays { get; set; } = [];
            public Uri[] Links { get; set; } = [];
            [OneOf("a\"b", "\\", "\t\u0001", "Ä[")] public string[] Odd { get; set; } = [];
            public int?[]? Maybe { get; set; }
        }
        """;

    [Fact]
    public void A_list_of_each_type_is_json_that_reads_back_as_the_object_has_it()
    {
        var model = CompiledModel.Of(Every);
        var schema = model["Thing"].Schema;
        var rows = model.Rows("Thing");

        schema.Columns.Where(column => column.Property != "Id").ShouldAllBe(column => column.Type == ColumnType.Text && column.TypeName == "jsonb");
        for (var row = 0; row < 200; row++)
        {
            var created = model.Create("Thing", row);
            foreach (var property in created.GetType().GetProperties().Where(property => property.Name is not ("Id" or "ForgeTable")))
            {
                var stored = rows[row][property.Name];
                var expected = stored is null ? null : JsonSerializer.Deserialize(stored, property.PropertyType);
                JsonSerializer.Serialize(property.GetValue(created), property.PropertyType)
                    .ShouldBe(JsonSerializer.Serialize(expected, property.PropertyType), property.Name);
                if (stored is not null)
                    JsonNode.Parse(stored)!.AsArray().Count.ShouldBeInRange(0, 5);
            }
        }

        rows.Select(row => JsonNode.Parse(row["Longs"]!)!.AsArray().Count).Distinct().Count().ShouldBe(6);
        rows.SelectMany(row => JsonSerializer.Deserialize<long[]>(row["Longs"]!)!).Distinct().Count().ShouldBeGreaterThan(400);
        rows.SelectMany(row => JsonSerializer.Deserialize<string[]>(row["Odd"]!)!)
            .ShouldAllBe(text => text == "a\"b" || text == "\\" || text == "\t\u0001" || text == "Ä[");
        rows.Count(row => row["Maybe"] is null).ShouldBeInRange(1, 30);
    }

    [Fact]
    public void Lengths_of_a_list_count_its_items()
    {
        var rows = Rows("""
            public int Id { get; set; }
            [Length(2, 3)] public int[] Two { get; set; } = [];
            [MinLength(4)] public string[] Four { get; set; } = [];
            [MaxLength(2)] public string[] AtMostTwo { get; set; } = [];
            [MaxLength(200)] public int[] Few { get; set; } = [];
            [Length(500, 500)] public List<string> Many { get; set; } = [];
            """);

        Counts(rows, "Two").ShouldBe([2, 3]);
        Counts(rows, "Four").ShouldBe([4, 5, 6, 7, 8, 9]);
        Counts(rows, "AtMostTwo").ShouldBe([0, 1, 2]);
        Counts(rows, "Few").ShouldBe([0, 1, 2, 3, 4, 5]);
        Counts(rows, "Many").ShouldBe([500]);
    }

    [Fact]
    public void Items_without_an_attribute_are_by_the_name_of_one()
    {
        var rows = Rows("""
            public int Id { get; set; }
            [MinLength(1)] public string[] Emails { get; set; } = [];
            [Fake("address.city"), MinLength(1)] public string[] Stops { get; set; } = [];
            """);

        rows.ShouldAllBe(row => JsonSerializer.Deserialize<string[]>(row["Emails"]!)!.All(email => email.Contains('@')));
        rows.SelectMany(row => JsonSerializer.Deserialize<string[]>(row["Stops"]!)!).Distinct().Count().ShouldBeGreaterThan(50);
    }

    [Fact]
    public void An_address_is_text()
    {
        var model = CompiledModel.Of(Thing("""
            public int Id { get; set; }
            public Uri Site { get; set; } = null!;
            [OneOf("https://a.example/x?y=1#z", "/relative")] public Uri Page { get; set; } = null!;
            public Uri? Maybe { get; set; }
            [Computed(nameof(MakeNext))] public Uri Next { get; set; } = null!;
            [Computed(nameof(MakeHost))] public string Host { get; set; } = "";

            private static Uri MakeNext(Uri page) => new Uri(page.OriginalString + "2", UriKind.RelativeOrAbsolute);
            private static string MakeHost(Uri site) => site.Host;
            """));

        var rows = model.Rows("Thing");
        rows.ShouldAllBe(row => Uri.IsWellFormedUriString(row["Site"], UriKind.Absolute));
        rows.ShouldAllBe(row => new Uri(row["Site"]!).Host == row["Host"] && row["Next"] == row["Page"] + "2");
        model["Thing"].Schema.Columns.ShouldAllBe(column => column.TypeName == null);
        for (var row = 0; row < 20; row++)
        {
            ((Uri?)model.Create("Thing", row, "Page"))!.OriginalString.ShouldBe(rows[row]["Page"]);
            ((Uri?)model.Create("Thing", row, "Maybe"))?.OriginalString.ShouldBe(rows[row]["Maybe"]);
        }
    }

    [Fact]
    public void Json_is_what_a_choice_or_a_method_says()
    {
        var model = CompiledModel.Of(Thing("""
            public int Id { get; set; }
            public System.Text.Json.JsonDocument Empty { get; set; } = null!;
            public System.Text.Json.Nodes.JsonArray None { get; set; } = null!;
            [OneOf("{\"a\": [1, 2.5e3, \"x\\n\"]}", "null", "[]")] public System.Text.Json.JsonElement? Element { get; set; }
            [Cycle("1", "true")] public System.Text.Json.JsonDocument Number { get; set; } = null!;
            [Computed(nameof(MakeNode))] public System.Text.Json.Nodes.JsonObject Node { get; set; } = null!;
            [Computed(nameof(MakeText))] public System.Text.Json.Nodes.JsonNode Text { get; set; } = null!;
            [Computed(nameof(MakeSquares))] public List<int> Squares { get; set; } = [];
            [Computed(nameof(MakeNames))] public string?[] Names { get; set; } = [];
            [Computed(nameof(MakeSum))] public int Sum { get; set; }

            private static System.Text.Json.Nodes.JsonObject MakeNode(int id) => new() { ["id"] = id };
            private static void MakeText(int id, ref Utf8Builder text) { text.Append("[\"id\","u8); text.Append(id); text.Append((byte)']'); }
            private static List<int> MakeSquares(int id) => [1, id * id];
            private static string?[] MakeNames(int id) => ["a\"\0", null, id.ToString()];
            private static int MakeSum(List<int> squares) => squares[0] + squares[1];
            """));

        var row = model.Rows("Thing")[6];
        row["Empty"].ShouldBe("{}");
        row["None"].ShouldBe("[]");
        row["Number"].ShouldBe("1");
        row["Node"].ShouldBe("{\"id\":7}");
        row["Text"].ShouldBe("[\"id\",7]");
        row["Squares"].ShouldBe("[1,49]");
        row["Names"].ShouldBe("[\"a\\\"\uFFFD\",null,\"7\"]");
        row["Sum"].ShouldBe("50");
        model.Create("Thing", 6, "Squares").ShouldBe(new List<int> { 1, 49 });
        model.Create("Thing", 6, "Names").ShouldBe(new[] { "a\"\uFFFD", null, "7" });
        ((JsonDocument)model.Create("Thing", 6, "Number")!).RootElement.GetInt32().ShouldBe(1);
        ((JsonObject)model.Create("Thing", 6, "Node")!)["id"]!.GetValue<int>().ShouldBe(7);
        model.Rows("Thing").Select(item => item["Element"]).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public void A_json_element_keeps_no_array_of_the_pool()
    {
        var model = CompiledModel.Of(Thing("""
            public int Id { get; set; }
            [OneOf("{\"a\": [1, 2.5e3]}")] public System.Text.Json.JsonElement Element { get; set; }
            """));
        model.Create("Thing", 0);
        using var pool = new PooledArrays();

        for (var row = 0; row < 20; row++)
            ((JsonElement)model.Create("Thing", row, "Element")!).GetProperty("a").GetArrayLength().ShouldBe(2);

        pool.Rented.ShouldBe(pool.Returned);
    }

    [Fact]
    public void A_list_is_looked_up_as_a_whole()
    {
        var model = CompiledModel.Of(Thing("public int Id { get; set; } public string[] Tags { get; set; } = [];") + """
            [Forge] public partial class Part
            {
                public int Id { get; set; }
                [References<Thing>] public int ThingId { get; set; }
                [Lookup(nameof(ThingId), "Tags")] public string[] Tags { get; set; } = [];
            }
            """);
        var tags = model.Rows("Thing").ToDictionary(row => row["Id"]!, row => row["Tags"]);

        model.Rows("Part").ShouldAllBe(row => row["Tags"] == tags[row["ThingId"]!]);
    }

    private static int[] Counts(List<Row> rows, string property) =>
        [.. rows.Select(row => JsonNode.Parse(row[property]!)!.AsArray().Count).Distinct().Order()];

    private static List<Row> Rows(string members) => CompiledModel.Of(Thing(members)).Rows("Thing");

    private static string Thing(string members) => $"[Forge(Rows = 200)] public partial class Thing {{ {members} }}";

}
