using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>What the standard attributes of an entity class say of its values, without one of ours.</summary>
public class ValidationTests
{
    [Theory]
    [InlineData("EmailAddress", "internet.email")]
    [InlineData("Phone", "phone.phoneNumber")]
    [InlineData("Url", "internet.url")]
    [InlineData("CreditCard", "finance.creditCardNumber")]
    public void A_text_is_of_the_kind_that_it_is_validated_as(string attribute, string fake) =>
        Column($"[{attribute}] public string Value {{ get; set; }} = \"\";")
            .ShouldBe(Column($"[Fake(\"{fake}\")] public string Value {{ get; set; }} = \"\";"));

    [Fact]
    public void Allowed_values_are_all_that_there_are()
    {
        Column("[AllowedValues(\"S\", \"M\", \"L\")] public string Value { get; set; } = \"\";")
            .Distinct().Order(StringComparer.Ordinal).ShouldBe(["L", "M", "S"]);
        Column("[AllowedValues(10, 20)] public int Value { get; set; }").Distinct().Order().ShouldBe(["10", "20"]);
        Column("[AllowedValues(DayOfWeek.Monday, DayOfWeek.Friday)] public DayOfWeek Value { get; set; }").Distinct().Order().ShouldBe(["1", "5"]);
        Column("[AllowedValues(\"S\", null)] public string? Value { get; set; }").Distinct().ShouldBe(["S", null], ignoreOrder: true);
    }

    [Theory]
    [InlineData("[Range(3, 7)] public int Value", 3, 7)]
    [InlineData("[Range(1, int.MaxValue)] public int Value", 1, 1_000)]
    [InlineData("[Range(0.0, double.MaxValue)] public double Value", 0, 1_000)]
    [InlineData("[Range(typeof(decimal), \"0.01\", \"79228162514264337593543950335\")] public decimal Value", 0.01, 1_000)]
    [InlineData("[Range(5_000, int.MaxValue)] public int Value", 5_000, 6_000)]
    [InlineData("[Range(int.MinValue, -10)] public int Value", -1_010, -10)]
    [InlineData("[Range(0, int.MaxValue)] public byte Value", 0, 255)]
    [InlineData("[Range(typeof(decimal), \"0\", \"1\", MinimumIsExclusive = true)] public decimal Value", 0.01, 1)]
    public void Numbers_lie_in_their_range_and_an_open_end_is_closed(string property, double min, double max)
    {
        var numbers = Column(property + " { get; set; }").Select(value => double.Parse(value!, System.Globalization.CultureInfo.InvariantCulture)).ToList();

        numbers.ShouldAllBe(number => number >= min && number <= max);
        (numbers.Max() - numbers.Min()).ShouldBeGreaterThan((max - min) * 0.8);
    }

    [Fact]
    public void A_name_says_more_than_an_open_end()
    {
        var rows = Rows("""
            [Range(0, int.MaxValue)] public int Age { get; set; }
            [Range(1, 12)] public int Quantity { get; set; }
            [Range(100, 200)] public int Rating { get; set; }
            """);

        rows.ShouldAllBe(row => row.Number("Age") >= 18 && row.Number("Age") <= 90);
        rows.ShouldAllBe(row => row.Number("Quantity") >= 1 && row.Number("Quantity") <= 10);
        rows.ShouldAllBe(row => row.Number("Rating") >= 100 && row.Number("Rating") <= 200);
    }

    [Fact]
    public void Texts_keep_to_their_lengths()
    {
        var rows = Rows("""
            [Length(8, 12)] public string Code { get; set; } = "";
            [StringLength(10, MinimumLength = 6)] public string FirstName { get; set; } = "";
            [MinLength(30)] public string City { get; set; } = "";
            """);

        rows.ShouldAllBe(row => row["Code"]!.Length >= 8 && row["Code"]!.Length <= 12);
        rows.ShouldAllBe(row => row["FirstName"]!.Length >= 6 && row["FirstName"]!.Length <= 10);
        rows.ShouldAllBe(row => row["City"]!.Length >= 30);
    }

    [Fact]
    public void An_upper_date_includes_its_day()
    {
        var rows = Rows("""
            [Between("2024-12-30", "2024-12-31")] public DateTime At { get; set; }
            [Uniform("2024-12-31", "2024-12-31")] public DateTimeOffset Same { get; set; }
            [Between("2024-12-30", "2024-12-31T00:00:00")] public DateTime Exact { get; set; }
            [Between("2024-12-30", "2024-12-31")] public DateOnly Day { get; set; }
            """);

        rows.Count(row => row.Time("At").Day == 31 && row.Time("At").Hour >= 12).ShouldBeGreaterThan(20);
        rows.ShouldAllBe(row => row.Time("At") >= new DateTime(2024, 12, 30) && row.Time("At") < new DateTime(2025, 1, 1));
        rows.ShouldAllBe(row => row.Time("Same").Date == new DateTime(2024, 12, 31));
        rows.Max(row => row.Time("Same").Hour).ShouldBe(23);
        rows.ShouldAllBe(row => row.Time("Exact") <= new DateTime(2024, 12, 31));
        rows.Select(row => row["Day"]).Distinct().Order().ShouldBe(["2024-12-30", "2024-12-31"]);
    }

    [Fact]
    public void A_range_of_times_ends_where_validation_ends_it()
    {
        var rows = Rows("""
            [Range(typeof(DateTime), "2024-12-31", "2024-12-31")] public DateTime Midnight { get; set; }
            [Range(typeof(DateTime), "2024-12-31", "2024-12-31T00:00:03", MinimumIsExclusive = true, MaximumIsExclusive = true)]
            [Column(TypeName = "timestamp(0)")] public DateTime Inside { get; set; }
            [Range(typeof(DateTime), "2024-12-31T00:00:00.5", "2024-12-31T00:00:02.5", MinimumIsExclusive = true, MaximumIsExclusive = true)]
            [Column(TypeName = "timestamp(0)")] public DateTime Between { get; set; }
            [Range(typeof(DateOnly), "2024-12-01", "2024-12-04", MinimumIsExclusive = true, MaximumIsExclusive = true)] public DateOnly Day { get; set; }
            [Range(typeof(DateOnly), "2024-12-01T12:00", "2024-12-03T12:00", MinimumIsExclusive = true, MaximumIsExclusive = true)]
            public DateOnly Noon { get; set; }
            [Range(typeof(TimeSpan), "00:00:00", "00:00:03", MaximumIsExclusive = true), Column(TypeName = "time(0)")] public TimeSpan Span { get; set; }
            """);

        Values("Midnight").ShouldBe(["2024-12-31T00:00:00Z"]);
        Values("Inside").ShouldBe(["2024-12-31T00:00:01Z", "2024-12-31T00:00:02Z"]);
        Values("Between").ShouldBe(["2024-12-31T00:00:01Z", "2024-12-31T00:00:02Z"]);
        Values("Day").ShouldBe(["2024-12-02", "2024-12-03"]);
        Values("Noon").ShouldBe(["2024-12-02", "2024-12-03"]);
        Values("Span").Count.ShouldBe(3);

        List<string?> Values(string column) => [.. rows.Select(row => row[column]).Distinct().Order()];
    }

    [Fact]
    public void Dates_are_read_as_ISO_8601_with_or_without_a_zone()
    {
        var rows = Rows("""
            [OneOf("2024-02-29T12:30:15.25+02:00")] public DateTime Zone { get; set; }
            [OneOf("2024-02-29 10:30:15.25")] public DateTime Space { get; set; }
            [OneOf("2024-02-29T10:30Z")] public DateTime Minutes { get; set; }
            """);

        rows.ShouldAllBe(row => row["Zone"] == "2024-02-29T10:30:15.250000Z" && row["Space"] == row["Zone"] && row["Minutes"] == "2024-02-29T10:30:00Z");
    }

    [Fact]
    public void A_struct_names_its_table()
    {
        var model = CompiledModel.Of("""
            namespace Acme;
            [Forge(Table = "follows", Schema = "social", Rows = 5)] public partial struct Follow { public int Id { get; set; } }
            [Forge(Table = "likes", Rows = 5)] public readonly partial record struct Like(int Id, int Stars);
            """);

        model["Follow"].Schema.QualifiedName.ShouldBe("social.follows");
        model["Like"].Schema.QualifiedName.ShouldBe("likes");
        model.Rows("Like").Count.ShouldBe(5);
    }

    [Fact]
    public void Navigations_on_both_sides_make_one_to_one()
    {
        var model = CompiledModel.Of("""
            namespace Acme;
            [Forge(Rows = 50)] public partial class Person { public int Id { get; set; } public Passport? Passport { get; set; } }
            [Forge(Rows = 50)] public partial class Passport
            {
                public int Id { get; set; }
                public int PersonId { get; set; }
                public Person Person { get; set; } = null!;
            }
            """);

        model.Column("Passport", "PersonId").Distinct().Count().ShouldBe(50);
        model["Passport"].Schema.Indexes.ShouldHaveSingleItem().IsUnique.ShouldBeTrue();
        model.ShouldHold();
    }

    [Fact]
    public void A_collection_alone_makes_a_foreign_key()
    {
        var model = CompiledModel.Of("""
            namespace Acme;
            [Forge(Rows = 10)] public partial class Blog { public int Id { get; set; } public List<Article> Articles { get; } = []; }
            [Forge(Rows = 200)] public partial class Article { public int Id { get; set; } public int BlogId { get; set; } public int OtherId { get; set; } }
            """);

        var reference = model["Article"].Schema.References.ShouldHaveSingleItem();
        reference.Parent.ShouldBe("blog");
        model.Column("Article", "BlogId").Distinct().Count().ShouldBe(10);
        model["Article"].Schema.Indexes.ShouldAllBe(index => !index.IsUnique);
        model.ShouldHold();
    }

    private static List<string?> Column(string property) => [.. Rows(property).Select(row => row["Value"])];

    private static List<Row> Rows(string members) => CompiledModel.Of($$"""
        namespace Acme;
        [Forge(Rows = 200)]
        public partial class Thing
        {
            public int Id { get; set; }
            {{members}}
        }
        """).Rows("Thing");
}
