using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>Foreign keys, lookups, owned tables and totals.</summary>
public class ReferenceTests
{
    private const string Shop = """
        namespace Acme;
        [Forge(Rows = 40)]
        public partial class Customer
        {
            [Key, Pattern("C-####")] public string Code { get; set; } = "";
            [Fake("name.fullName")] public string Name { get; set; } = "";
            [NullRate(0.5), Fake("internet.email")] public string? Email { get; set; }
            [Uniform(0, 2)] public int Level { get; set; }
        }

        [Forge(Rows = 60)]
        public partial class Order
        {
            public long Id { get; set; }
            [References<Customer>(Skew = 1)] public string CustomerCode { get; set; } = "";
            [Lookup(nameof(CustomerCode), nameof(Customer.Name)), MaxLength(6)] public string CustomerName { get; set; } = "";
            [Lookup(nameof(CustomerCode), nameof(Customer.Email))] public string? CustomerEmail { get; set; }
            [References<Customer>(Role = "referrer"), NullRate(0.4)] public string? ReferrerCode { get; set; }
            [Lookup(nameof(ReferrerCode), nameof(Customer.Level))] public int? ReferrerLevel { get; set; }
            [Count<Line>] public int Lines { get; set; }
            [Sum<Line>(nameof(Line.Quantity))] public long Quantity { get; set; }
            [Sum<Line>(nameof(Line.Price)), Decimal(20, 4)] public decimal Total { get; set; }
            [Sum<Line>(nameof(Line.Weight))] public double Weight { get; set; }
        }

        [Forge, ChildOf<Order>(0, 5)]
        public partial class Line
        {
            [References<Order>] public long OrderId { get; set; }
            [Ordinal] public short Number { get; set; }
            [Uniform(1, 9)] public int Quantity { get; set; }
            [Uniform("1.000", "9.000"), Decimal(9, 3)] public decimal? Price { get; set; }
            [Uniform(0.0, 2.0)] public float Weight { get; set; }
            [Lookup(nameof(OrderId), nameof(Order.CustomerName))] public string Customer { get; set; } = "";
            [Lookup(nameof(OrderId), nameof(Order.ReferrerCode))] public string? Referrer { get; set; }
            [Computed(nameof(MakeLabel))] public string Label { get; set; } = "";
            static void MakeLabel(ReadOnlySpan<byte> customer, short number, ref Utf8Builder text)
            {
                text.Append(customer);
                text.Append((byte)'/');
                text.Append(number);
            }
        }

        [Forge, ChildOf<Line>(0, 3, Pattern = CountPattern.Geometric)]
        public partial class Note
        {
            [References<Line>] public long OrderId { get; set; }
            [References<Line>] public short LineNumber { get; set; }
            [Ordinal] public int Number { get; set; }
            [Lookup(nameof(OrderId), nameof(Acme.Line.Label))] public string Label { get; set; } = "";
            [References<Note>(Earlier = true, Role = "reply")] public long? ReplyOrderId { get; set; }
            [References<Note>(Earlier = true, Role = "reply")] public short? ReplyLineNumber { get; set; }
            [References<Note>(Earlier = true, Role = "reply")] public int? ReplyNumber { get; set; }
        }

        [Forge(Rows = 100)]
        public partial class Complaint
        {
            public int Id { get; set; }
            [References<Note>] public long OrderId { get; set; }
            [References<Note>] public short LineNumber { get; set; }
            [References<Note>] public int NoteNumber { get; set; }
            [Lookup(nameof(NoteNumber), nameof(Note.Label)), NotMapped] public string Label { get; set; } = "";
            [Computed(nameof(Shout))] public string Title { get; set; } = "";
            static string Shout(string label) => label + "!";
        }
        """;

    [Theory]
    [InlineData("sbyte", "7")]
    [InlineData("byte", "7")]
    [InlineData("short", "7")]
    [InlineData("ushort", "7")]
    [InlineData("int", "7")]
    [InlineData("uint", "7")]
    [InlineData("long", "7")]
    [InlineData("ulong", "7")]
    [InlineData("float", "20.25")]
    [InlineData("double", "20.25")]
    [InlineData("decimal", "\"20.23\"")]
    public void A_sum_is_the_sum_whatever_type_the_numbers_have(string child, string price)
    {
        string[] whole = ["sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong"];
        string[] owners = [.. price == "7" ? whole : [], "float", "double", "decimal"];
        var members = string.Concat(owners.Select(owner => $"[Sum<Line>(nameof(Line.Price))] public {owner} {owner}Total {{ get; set; }} "));
        var model = CompiledModel.Of($$"""
            [Forge(Rows = 2)] public partial class Order
            {
                public int Id { get; set; }
                {{members}}
                [Sum<Line>(nameof(Line.Price)), Decimal(28, 10)] public decimal WideTotal { get; set; }
            }

            [Forge, ChildOf<Order>(3, 3)] public partial class Line
            {
                [References<Order>] public int OrderId { get; set; }
                [Ordinal] public int Number { get; set; }
                [OneOf({{price}})] public {{child}} Price { get; set; }
            }
            """);

        var expected = 3 * decimal.Parse(price.Trim('"'), System.Globalization.CultureInfo.InvariantCulture);
        foreach (var order in model.Rows("Order"))
        {
            foreach (var owner in owners.Append("Wide"))
                Math.Round(order.Number(owner + "Total"), 3).ShouldBe(expected, $"{child} in {owner}");
        }
    }

    [Fact]
    public void A_model_of_every_kind_of_reference_holds_together()
    {
        var model = CompiledModel.Of(Shop);

        model.ShouldHold();
        model.ShouldHold(new World(seed: 3, scale: 2));
        foreach (var table in model.Model.Tables)
            model.ShouldNotDependOnRanges(table.Schema.ClassName);
        Key(model, "Line").ShouldBe(["order_id", "number"]);
        Key(model, "Note").ShouldBe(["order_id", "line_number", "number"]);
        model["Complaint"].Schema.References.Single().ParentColumns.ShouldBe(["order_id", "line_number", "number"]);
    }

    [Fact]
    public void Lookups_give_the_parents_own_values_however_far_away()
    {
        var model = CompiledModel.Of(Shop);
        var customers = model.Rows("Customer").ToDictionary(row => row["Code"]!);
        var orders = model.Rows("Order").ToDictionary(row => row["Id"]!);
        var lines = model.Rows("Line").ToDictionary(row => (row["OrderId"], row["Number"]));

        foreach (var order in orders.Values)
        {
            var name = customers[order["CustomerCode"]!]["Name"]!;
            order["CustomerName"].ShouldBe(name[..Math.Min(6, name.Length)]);
            order["CustomerEmail"].ShouldBe(customers[order["CustomerCode"]!]["Email"]);
            order["ReferrerLevel"].ShouldBe(order["ReferrerCode"] is { } referrer ? customers[referrer]["Level"] : null);
        }

        lines.Values.ShouldAllBe(line => line["Customer"] == orders[line["OrderId"]!]["CustomerName"]);
        lines.Values.ShouldAllBe(line => line["Referrer"] == orders[line["OrderId"]!]["ReferrerCode"]);
        lines.Values.ShouldAllBe(line => line["Label"] == line["Customer"] + "/" + line["Number"]);
        model.Rows("Note").ShouldAllBe(note => note["Label"] == lines[ValueTuple.Create(note["OrderId"], note["LineNumber"])]["Label"]);
        model.Rows("Complaint").ShouldAllBe(complaint =>
            complaint["Title"] == lines[ValueTuple.Create(complaint["OrderId"], complaint["LineNumber"])]["Label"] + "!");
    }

    [Fact]
    public void Totals_add_up_over_children_and_leave_nulls_out()
    {
        var model = CompiledModel.Of(Shop);
        var lines = model.Rows("Line").ToLookup(row => row["OrderId"]);

        foreach (var order in model.Rows("Order"))
        {
            var own = lines[order["Id"]].ToList();
            order["Lines"].ShouldBe(own.Count.ToString());
            order.Number("Quantity").ShouldBe(own.Sum(line => line.Number("Quantity")));
            order.Number("Total").ShouldBe(own.Where(line => line["Price"] is not null).Sum(line => line.Number("Price")));
            ((double)order.Number("Weight")).ShouldBe((double)own.Sum(line => line.Number("Weight")), 1e-5);
        }
    }

    [Fact]
    public void A_reply_is_to_an_earlier_row_of_the_same_owner()
    {
        var notes = CompiledModel.Of(Shop).Rows("Note");

        notes.ShouldContain(row => row["ReplyNumber"] != null);
        notes.ShouldAllBe(row => row["ReplyNumber"] == null
            || (row["ReplyOrderId"] == row["OrderId"] && row["ReplyLineNumber"] == row["LineNumber"] && row.Number("ReplyNumber") < row.Number("Number")));
    }

    [Fact]
    public void Objects_of_owned_rows_are_made_from_the_sparse_index()
    {
        var model = CompiledModel.Of(Shop);
        var counts = model.Rows("Order").Select(row => (int)row.Number("Lines")).ToList();
        var owner = counts.FindIndex(count => count is > 0 and < 5);

        model.Create("Line", owner * 5, "OrderId").ShouldBe(owner + 1L);
        Should.Throw<ArgumentOutOfRangeException>(() => model.Create("Line", owner * 5 + counts[owner]));
        Should.Throw<ArgumentOutOfRangeException>(() => model.Create("Order", 60));
        Should.Throw<ArgumentOutOfRangeException>(() => model.Create("Order", -1));
    }

    [Fact]
    public void The_count_of_children_is_computed_from_the_owners_columns_and_clipped()
    {
        var model = CompiledModel.Of("""
            namespace Acme;
            [Forge(Rows = 50)]
            public partial class Box
            {
                public int Id { get; set; }
                [Uniform(0, 9)] public int Size { get; set; }
                [NullRate(0.5), Fake("commerce.color")] public string? Colour { get; set; }
                [Count<Item>] public int Items { get; set; }
            }

            [Forge, ChildOf<Box>(1, 6, Count = nameof(HowMany))]
            public partial class Item
            {
                [References<Box>] public int BoxId { get; set; }
                [Ordinal] public int Number { get; set; }
                static int HowMany(int size, string? colour, long row, ref RowRandom random) =>
                    colour is null ? -7 : size + (int)(row * 0) + (random.NextBool() ? 0 : 0);
            }
            """);

        model.ShouldHold();
        foreach (var box in model.Rows("Box"))
            box.Number("Items").ShouldBe(box["Colour"] is null ? 1 : Math.Clamp(box.Number("Size"), 1, 6));
    }

    private static IEnumerable<string> Key(CompiledModel model, string table) =>
        model[table].Schema.Key.Select(ordinal => model[table].Schema.Columns[ordinal].Name);
}
