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

    [Fact]
    public void A_composite_reference_to_earlier_rows_is_one_row_and_null_as_a_whole()
    {
        var model = CompiledModel.Of("""
            [Forge(Rows = 50)]
            public partial class Place
            {
                [Key, Cycle("DE", "FR", "IT")] public string Country { get; set; } = "";
                [Key, Sequence] public int Number { get; set; }
                [References<Place>(Earlier = true), NullRate(0.2)] public string? PartOfCountry { get; set; }
                [References<Place>(Earlier = true)] public int? PartOfNumber { get; set; }
            }

            [Forge(Rows = 20)] public partial class Order { public int Id { get; set; } }

            [Forge, ChildOf<Order>(3, 6)]
            public partial class Line
            {
                [References<Order>] public int OrderId { get; set; }
                [Ordinal] public int Number { get; set; }
                [References<Line>(Earlier = true)] public int? AfterOrderId { get; set; }
                [References<Line>(Earlier = true)] public int? AfterNumber { get; set; }
            }
            """);

        var places = model.Rows("Place");
        places[0]["PartOfNumber"].ShouldBeNull();
        foreach (var place in places)
        {
            (place["PartOfNumber"] is null).ShouldBe(place["PartOfCountry"] is null);
            if (place["PartOfNumber"] is null)
                continue;
            place.Number("PartOfNumber").ShouldBeLessThan(place.Number("Number"));
            place["PartOfCountry"].ShouldBe(places[(int)place.Number("PartOfNumber") - 1]["Country"]);
        }

        places.Count(place => place["PartOfNumber"] is null).ShouldBeInRange(3, 20);

        var (first, others) = (model.Rows("Line").Where(line => line["Number"] == "1"), model.Rows("Line").Where(line => line["AfterNumber"] is not null));
        first.ShouldAllBe(line => line["AfterNumber"] == null && line["AfterOrderId"] == null);
        others.ShouldAllBe(line => line["AfterOrderId"] == line["OrderId"] && line.Number("AfterNumber") < line.Number("Number"));
        others.Count().ShouldBeGreaterThan(20);
    }

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

    [Fact]
    public void Distinct_targets_clip_the_count_of_children_in_totals_too()
    {
        var model = CompiledModel.Of("""
            namespace Acme;
            [Forge(Rows = 4, Scales = false)] public partial class Tag { public int Id { get; set; } }
            [Forge(Rows = 30)] public partial class Post { public int Id { get; set; } [Count<PostTag>] public int Tags { get; set; } }
            [Forge, ChildOf<Post>(3, 9)] public partial class PostTag
            {
                [References<Post>] public int PostId { get; set; }
                [References<Tag>(Distinct = true, Skew = 1.5)] public int TagId { get; set; }
            }

            [Forge(Rows = 3)] public partial class Person { public int Id { get; set; } }
            [Forge, ChildOf<Person>(5, 5)] public partial class Friend
            {
                [References<Person>] public int PersonId { get; set; }
                [References<Person>(Distinct = true)] public int FriendId { get; set; }
            }
            """);

        model.ShouldHold();
        model.Rows("Post").ShouldAllBe(row => row.Number("Tags") == 3 || row.Number("Tags") == 4);
        Key(model, "PostTag").ShouldBe(["post_id", "tag_id"]);
        model.Rows("Friend").Count.ShouldBe(3 * 2);
        model.Rows("Friend").ShouldAllBe(row => row["PersonId"] != row["FriendId"]);
        model["PostTag"].Schema.References.Single(reference => reference.Parent == "tag").IsDistinct.ShouldBeTrue();
    }

    [Fact]
    public void Within_picks_among_the_children_of_the_other_reference()
    {
        var model = CompiledModel.Of("""
            namespace Acme;
            [Forge(Rows = 10)] public partial class Country { public int Id { get; set; } }
            [Forge, ChildOf<Country>(1, 4)] public partial class City { public long Id { get; set; } [References<Country>] public int CountryId { get; set; } }
            [Forge(Rows = 200)] public partial class Shop
            {
                public int Id { get; set; }
                [References<Country>] public int CountryId { get; set; }
                [References<City>(Within = nameof(CountryId))] public long CityId { get; set; }
                [Lookup(nameof(CityId), nameof(City.CountryId))] public int CityCountryId { get; set; }
            }
            """);

        model.ShouldHold();
        model.Rows("Shop").ShouldAllBe(row => row["CountryId"] == row["CityCountryId"]);
        model.Rows("Shop").Select(row => row["CityId"]).Distinct().Count().ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData("Within = nameof(VoyageId)", "Within = nameof(LegNumber)")]
    [InlineData("nameof(Leg.Number), Within = nameof(VoyageId)", "nameof(Stop.Place), Within = nameof(LegNumber)")]
    public void What_a_reference_lacks_of_its_parents_key_is_held_by_the_one_that_it_is_within(string leg, string stop)
    {
        var model = CompiledModel.Of($$"""
            namespace Acme;
            [Forge(Rows = 30)] public partial class Voyage { public int Id { get; set; } }
            [Forge, ChildOf<Voyage>(1, 6)] public partial class Leg
            {
                [References<Voyage>] public int VoyageId { get; set; }
                [Ordinal] public int Number { get; set; }
            }
            [Forge, ChildOf<Leg>(1, 4)] public partial class Stop
            {
                [References<Leg>] public int VoyageId { get; set; }
                [References<Leg>] public int LegNumber { get; set; }
                [Ordinal] public int Place { get; set; }
            }
            [Forge(Rows = 300)] public partial class Booking
            {
                public int Id { get; set; }
                [References<Voyage>] public int VoyageId { get; set; }
                [References<Leg>({{leg}})] public int LegNumber { get; set; }
                [References<Stop>({{stop}})] public int StopPlace { get; set; }
            }
            """);

        model.ShouldHold();
        var stops = model.Rows("Stop").Select(row => (row["VoyageId"], row["LegNumber"], row["Place"])).ToHashSet();
        model.Rows("Booking").ShouldAllBe(row => stops.Contains(ValueTuple.Create(row["VoyageId"], row["LegNumber"], row["StopPlace"])));
        model["Booking"].Schema.References
            .Select(reference => $"{string.Join(",", reference.Columns)} {reference.Parent} {string.Join(",", reference.ParentColumns)}")
            .ShouldBe(["1 voyage id", "1,2 leg voyage_id,number", "1,2,3 stop voyage_id,leg_number,place"]);
    }

    [Fact]
    public void Unique_references_and_keys_made_of_references_do_not_repeat()
    {
        var model = CompiledModel.Of("""
            namespace Acme;
            [Forge(Rows = 20)] public partial class Student { public int Id { get; set; } }
            [Forge(Rows = 10)] public partial class Course { public int Id { get; set; } }
            [Forge(Rows = 150)] public partial class Enrollment
            {
                [Key, References<Student>] public int StudentId { get; set; }
                [Key, References<Course>] public int CourseId { get; set; }
            }

            [Forge(Rows = 15)] public partial class Passport { [Key, References<Student>] public int StudentId { get; set; } }
            [Forge(Rows = 15)] public partial class Locker { public int Id { get; set; } [Unique, References<Student>] public int? StudentId { get; set; } }
            [Forge(Rows = 9)] public partial class Slot { [Key] public int Day { get; set; } [Key] public int Hour { get; set; } }
            """);

        model.ShouldHold();
        model.Rows("Passport").Count.ShouldBe(15);
        model.Rows("Enrollment").Select(row => row["StudentId"]).Distinct().Count().ShouldBe(20);
    }

    [Fact]
    public void References_between_two_tables_may_run_in_a_circle_as_keys_are_computed()
    {
        var model = CompiledModel.Of("""
            namespace Acme;
            [Forge(Rows = 20)] public partial class Employee
            {
                public int Id { get; set; }
                [References<Team>] public int TeamId { get; set; }
                [References<Employee>] public int BuddyId { get; set; }
            }

            [Forge(Rows = 5)] public partial class Team { public int Id { get; set; } [References<Employee>] public int LeaderId { get; set; } }
            """);

        model.ShouldHold();
    }

    [Fact]
    public void Two_references_to_one_parent_are_drawn_apart()
    {
        var rows = CompiledModel.Of("""
            namespace Acme;
            [Forge(Rows = 50)] public partial class Account { public int Id { get; set; } }
            [Forge(Rows = 200)] public partial class Payment
            {
                public int Id { get; set; }
                [References<Account>] public int FromId { get; set; }
                [References<Account>] public int ToId { get; set; }
            }
            """).Rows("Payment");

        rows.Count(row => row["FromId"] == row["ToId"]).ShouldBeLessThan(20);
    }

    private static IEnumerable<string> Key(CompiledModel model, string table) =>
        model[table].Schema.Key.Select(ordinal => model[table].Schema.Columns[ordinal].Name);
}
