using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>What each value attribute makes, in compiled and running models.</summary>
public class ValueTests
{
    [Fact]
    public void An_obsolete_property_has_values()
    {
        var model = CompiledModel.Of(Thing("public int Id { get; set; } [Obsolete(\"Use Id.\", true), OneOf(7)] public int Old { get; set; }"));

        model.Rows("Thing").ShouldAllBe(row => row["Old"] == "7");
        var created = model.Create("Thing", 0);
        created.GetType().GetProperty("Old")!.GetValue(created).ShouldBe(7);
    }

    [Fact]
    public void A_choice_for_each_value_of_a_flag_needs_no_other()
    {
        var rows = Rows("""
            public int Id { get; set; }
            public bool Flag { get; set; }
            [OneOf("yes", Given = nameof(Flag), When = true), OneOf("no", Given = nameof(Flag), When = false)] public string Answer { get; set; } = "";
            """);

        rows.ShouldAllBe(row => row["Answer"] == (row["Flag"] == "true" ? "yes" : "no"));
    }

    [Fact]
    public void An_integer_key_counts_from_one_and_others_follow_their_attributes()
    {
        var rows = Rows("""
            [Key] public int Id { get; set; }
            [Sequence(10, -2)] public long Down { get; set; }
            [Uniform(1, 3)] public byte Small { get; set; }
            [Uniform(long.MinValue, long.MaxValue)] public long Any { get; set; }
            [Uniform("0.10", "0.20"), Decimal(5, 2)] public decimal Rate { get; set; }
            [OneOf("a", "b", Weights = new[] { 1.0, 0 })] public string Letter { get; set; } = "";
            [Cycle(1.5, 2.5)] public double Number { get; set; }
            [NullRate(0.5), Uniform(1, 9)] public int? Maybe { get; set; }
            """);

        rows.Count.ShouldBe(200);
        rows[0]["Id"].ShouldBe("1");
        rows[199]["Id"].ShouldBe("200");
        rows[3]["Down"].ShouldBe("4");
        rows.Select(row => row["Small"]).Distinct().Order().ShouldBe(["1", "2", "3"]);
        rows.Select(row => row["Any"]).Distinct().Count().ShouldBe(200);
        rows.ShouldAllBe(row => row.Number("Rate") >= 0.10m && row.Number("Rate") <= 0.20m);
        rows.ShouldAllBe(row => row["Letter"] == "a");
        rows[0]["Number"].ShouldBe("1.5");
        rows[1]["Number"].ShouldBe("2.5");
        rows.Count(row => row["Maybe"] is null).ShouldBeInRange(70, 130);
    }

    [Fact]
    public void Every_supported_type_has_a_default()
    {
        var rows = Rows("""
            public int Id { get; set; }
            public bool Bool { get; set; }
            public sbyte SByte { get; set; }
            public byte Byte { get; set; }
            public short Short { get; set; }
            public ushort UShort { get; set; }
            public int Int { get; set; }
            public uint UInt { get; set; }
            public long Long { get; set; }
            public ulong ULong { get; set; }
            public float Float { get; set; }
            public double Double { get; set; }
            public decimal Decimal { get; set; }
            [Decimal(28, 10)] public decimal Wide { get; set; }
            public char Char { get; set; }
            public string String { get; set; } = "";
            [MaxLength(5)] public string Short5 { get; set; } = "";
            public DateTime DateTime { get; set; }
            public DateTimeOffset Offset { get; set; }
            public DateOnly Date { get; set; }
            public TimeOnly Time { get; set; }
            public TimeSpan Span { get; set; }
            public Guid Guid { get; set; }
            public byte[] Bytes { get; set; } = Array.Empty<byte>();
            public DayOfWeek Day { get; set; }
            [Column(TypeName = "varchar(10)")] public DayOfWeek DayName { get; set; }
            """);

        rows.ShouldAllBe(row => row.Number("Int") >= 0 && row.Number("Int") <= 1_000);
        rows.ShouldAllBe(row => row.Number("Decimal") >= 0 && row.Number("Decimal") <= 1_000);
        rows.ShouldAllBe(row => row.Time("DateTime").Year == 2025 && row.Time("Offset").Year == 2025 && row.Time("Date").Year == 2025);
        rows.ShouldAllBe(row => row["Char"]!.Length == 1 && row["Short5"]!.Length <= 5);
        rows.Select(row => row["Day"]).Distinct().Order().ShouldBe(["0", "1", "2", "3", "4", "5", "6"]);
        rows.Select(row => row["DayName"]).Distinct().Order().ShouldBe(["Friday", "Monday", "Saturday", "Sunday", "Thursday", "Tuesday", "Wednesday"]);
        rows.ShouldAllBe(row => Guid.Parse(row["Guid"]!).Version == 4);
        rows.Select(row => row["Bool"]).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void An_object_has_the_values_of_its_row()
    {
        var model = CompiledModel.Of(Thing("""
            public int Id { get; set; }
            public decimal Price { get; set; }
            [Decimal(28, 10)] public decimal Wide { get; set; }
            public char Char { get; set; }
            public char? MaybeChar { get; set; }
            public string? Note { get; set; }
            public DateTime At { get; set; }
            public DateTimeOffset? Offset { get; set; }
            public DateOnly Date { get; set; }
            public TimeOnly Time { get; set; }
            public TimeSpan Span { get; set; }
            public Guid Guid { get; set; }
            public byte[]? Bytes { get; set; }
            public DayOfWeek Day { get; set; }
            [Column(TypeName = "text")] public DayOfWeek? DayName { get; set; }
            """));
        var rows = model.Rows("Thing");

        for (var row = 0; row < rows.Count; row++)
        {
            var created = model.Create("Thing", row);
            T? Get<T>(string name) => (T?)created.GetType().GetProperty(name)!.GetValue(created);
            Get<int>("Id").ToString().ShouldBe(rows[row]["Id"]);
            Get<decimal>("Price").ShouldBe(rows[row].Number("Price"));
            Get<decimal>("Wide").ShouldBe(rows[row].Number("Wide"));
            Get<char>("Char").ToString().ShouldBe(rows[row]["Char"]);
            Get<char?>("MaybeChar")?.ToString().ShouldBe(rows[row]["MaybeChar"]);
            Get<string?>("Note").ShouldBe(rows[row]["Note"]);
            Get<DateTime>("At").ShouldBe(rows[row].Time("At"));
            Get<DateTime>("At").Kind.ShouldBe(DateTimeKind.Utc);
            Get<DateTimeOffset?>("Offset")?.UtcDateTime.ShouldBe(rows[row].Time("Offset"));
            Get<DateOnly>("Date").ToString("yyyy-MM-dd").ShouldBe(rows[row]["Date"]);
            Get<Guid>("Guid").ToString().ShouldBe(rows[row]["Guid"]);
            (Get<byte[]?>("Bytes") is null).ShouldBe(rows[row]["Bytes"] is null);
            ((int)Get<DayOfWeek>("Day")).ToString().ShouldBe(rows[row]["Day"]);
            Get<DayOfWeek?>("DayName")?.ToString().ShouldBe(rows[row]["DayName"]);
        }
    }

    [Fact]
    public void Distributions_stay_within_their_bounds_on_every_numeric_type()
    {
        var rows = Rows("""
            public int Id { get; set; }
            [Normal(50, 30, 0, 100)] public byte A { get; set; }
            [Normal(Mean = 0, StdDev = 1000)] public short B { get; set; }
            [LogNormal(3, 1, 1, 500), Decimal(7, 3)] public decimal C { get; set; }
            [Exponential(0.5, 10)] public float D { get; set; }
            [Poisson(4, 12)] public uint E { get; set; }
            [Zipf(1.1, 50)] public long F { get; set; }
            [Normal(3600, 600, 0, 7200)] public TimeSpan G { get; set; }
            [Normal(43200, 20000)] public TimeOnly H { get; set; }
            [Uniform("08:00", "17:30")] public TimeOnly I { get; set; }
            [Uniform("2020-02-29", "2020-03-01")] public DateOnly J { get; set; }
            [Uniform("1.00:00:00", "3.00:00:00")] public TimeSpan K { get; set; }
            [Uniform(-1.5, 1.5)] public double L { get; set; }
            [Uniform(0, 5)] public ulong M { get; set; }
            """);

        rows.ShouldAllBe(row => row.Number("A") >= 0 && row.Number("A") <= 100);
        rows.ShouldAllBe(row => row.Number("C") >= 1 && row.Number("C") <= 500);
        rows.ShouldAllBe(row => row.Number("D") >= 0 && row.Number("D") <= 10);
        rows.ShouldAllBe(row => row.Number("E") <= 12 && row.Number("F") >= 1 && row.Number("F") <= 50);
        rows.ShouldAllBe(row => string.CompareOrdinal(row["I"], "08:00") >= 0 && string.CompareOrdinal(row["I"], "17:30:01") < 0);
        rows.Select(row => row["J"]).Distinct().Order().ShouldBe(["2020-02-29", "2020-03-01"]);
        rows.ShouldAllBe(row => row.Number("L") >= -1.5m && row.Number("L") <= 1.5m && row.Number("M") <= 5);
        rows.Select(row => row["B"]).Distinct().Count().ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Choices_depend_on_the_other_column()
    {
        var rows = Rows("""
            public int Id { get; set; }
            [OneOf("DE", "FR", null, Weights = new[] { 5.0, 4, 1 })] public string? Country { get; set; }
            [OneOf("Berlin", "Bonn", Given = nameof(Country), When = "DE")]
            [OneOf("Paris", Given = nameof(Country), When = "FR")]
            [OneOf("?", Given = nameof(Country))]
            public string Capital { get; set; } = "";
            [OneOf(DayOfWeek.Monday, DayOfWeek.Friday)] public DayOfWeek Day { get; set; }
            [OneOf("1.5", "2.5"), Decimal(4, 1)] public decimal Half { get; set; }
            [Cycle("2024-01-01", "2024-06-01")] public DateOnly When { get; set; }
            [Cycle('a', 'b', null)] public char? Letter { get; set; }
            """);

        rows.Where(row => row["Country"] == "DE").Select(row => row["Capital"]).Distinct().Order().ShouldBe(["Berlin", "Bonn"]);
        rows.Where(row => row["Country"] == "FR").ShouldAllBe(row => row["Capital"] == "Paris");
        rows.Where(row => row["Country"] == null).ShouldAllBe(row => row["Capital"] == "?");
        rows.Count(row => row["Country"] == null).ShouldBeInRange(5, 45);
        rows.Select(row => row["Day"]).Distinct().Order().ShouldBe(["1", "5"]);
        rows.Select(row => row["Half"]).Distinct().Order().ShouldBe(["1.5", "2.5"]);
        rows.Take(3).Select(row => row["Letter"]).ShouldBe(["a", "b", null]);
        rows[2]["When"].ShouldBe("2024-01-01");
    }

    [Fact]
    public void A_time_after_another_lies_between_the_spans_and_is_null_where_the_other_is()
    {
        var rows = Rows("""
            public int Id { get; set; }
            [Between("2024-01-01", "2024-12-31T23:59:59")] public DateTime Ordered { get; set; }
            [After(nameof(Ordered), "0.01:00:00", "0.02:00:00"), NullRate(0.3)] public DateTime? Shipped { get; set; }
            [After(nameof(Shipped), Max = "3.00:00:00")] public DateTimeOffset? Arrived { get; set; }
            [After(nameof(Ordered), "1.00:00:00", "2.00:00:00")] public DateOnly Due { get; set; }
            [After(nameof(Due), "0.00:00:00", "0.23:59:59")] public DateTime Reminded { get; set; }
            [Timeline("2024-01-01", "2024-02-01", TrafficPattern.Diurnal)] public DateTime Event { get; set; }
            """);

        rows.ShouldContain(row => row["Shipped"] == null);
        foreach (var row in rows)
        {
            if (row["Shipped"] is null)
            {
                row["Arrived"].ShouldBeNull();
                continue;
            }

            (row.Time("Shipped") - row.Time("Ordered")).TotalHours.ShouldBeInRange(1, 2);
            (row.Time("Due") - row.Time("Ordered").Date).TotalDays.ShouldBeInRange(1, 2);
            (row.Time("Reminded") - row.Time("Due")).TotalDays.ShouldBeInRange(0, 1);
        }

        rows.Select(row => row["Event"]).ShouldBeInOrder();
        rows.ShouldAllBe(row => row.Time("Event") >= new DateTime(2024, 1, 1) && row.Time("Event") < new DateTime(2024, 2, 1));
    }

    [Fact]
    public void Methods_compute_values_of_every_form()
    {
        var rows = Rows("""
            public int Id { get; set; }
            [Fake("name.firstName")] public string First { get; set; } = "";
            [Fake("name.lastName")] public string? Last { get; set; }
            [Uniform("1.00", "9.00")] public decimal Price { get; set; }
            [NullRate(0.4), Uniform(1, 9)] public int? Discount { get; set; }
            public DayOfWeek Day { get; set; }
            [Computed(nameof(Net)), Decimal(10, 1)] public decimal Total { get; set; }
            [Computed(nameof(MakeEmail)), MaxLength(12)] public string Email { get; set; } = "";
            [Computed(nameof(Initials))] public string? Short { get; set; }
            [Computed(nameof(Bytes))] public string Copy { get; set; } = "";
            [Computed(nameof(Dice))] public int Roll { get; set; }
            [Computed(nameof(Dice))] public long Roll2 { get; set; }
            [Computed(nameof(Weekend))] public bool? IsWeekend { get; set; }
            [Computed(nameof(Number))] public double Real { get; set; }
            [Computed(nameof(Image))] public byte[] Picture { get; set; } = Array.Empty<byte>();
            [Computed(nameof(When))] public DateOnly Date { get; set; }

            static decimal Net(decimal price, int? discount) => price - (discount ?? 0) * 0.05m;
            static void MakeEmail(ReadOnlySpan<byte> first, ReadOnlySpan<byte> last, ref Utf8Builder text)
            {
                text.Append(first);
                text.Append((byte)'@');
                text.Append(last);
            }
            static string? Initials(string first, string? last) => last is null ? null : $"{first[0]}{last[0]}";
            static ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> first) => first[1..];
            static int Dice(ref RowRandom random) => (int)random.NextInt64(1, 6);
            static bool? Weekend(DayOfWeek day) => day == DayOfWeek.Monday ? null : day is DayOfWeek.Saturday or DayOfWeek.Sunday;
            static double Number(long row, RowRandom random) => row + random.NextDouble() * 0;
            static byte[] Image(int id) => new[] { (byte)id };
            static DateOnly When(long row) => new DateOnly(2024, 1, 1).AddDays((int)row);
            """);

        foreach (var row in rows)
        {
            var net = row.Number("Price") - (row["Discount"] is null ? 0 : row.Number("Discount")) * 0.05m;
            row.Number("Total").ShouldBe(Math.Round(net, 1, MidpointRounding.ToEven));
            var email = row["First"] + "@" + row["Last"];
            row["Email"].ShouldBe(email[..Math.Min(12, email.Length)]);
            row["Short"].ShouldBe(row["Last"] is null ? null : $"{row["First"]![0]}{row["Last"]![0]}");
            row["Copy"].ShouldBe(row["First"]![1..]);
            (row["IsWeekend"] is null).ShouldBe(row["Day"] == "1");
        }

        rows[9]["Real"].ShouldBe("9");
        rows[31]["Date"].ShouldBe("2024-02-01");
        rows.Select(row => row["Roll"]).Distinct().Count().ShouldBe(6);
        rows.ShouldContain(row => row["Roll"] != row["Roll2"]);
    }

    [Fact]
    public void A_generator_of_the_users_makes_values_and_text()
    {
        var rows = CompiledModel.Of("""
            namespace Acme;
            [Forge(Rows = 50)]
            public partial class Thing
            {
                public int Id { get; set; }
                [Generate<Ticket>, MaxLength(6)] public string Code { get; set; } = "";
                [Generate<Score>] public float Score { get; set; }
                [Generate<Odd>] public int? Maybe { get; set; }
            }

            public struct Ticket : IValueGenerator<ReadOnlySpan<byte>>
            {
                public ReadOnlySpan<byte> Next(ref RowRandom random, long row) => random.NextBool() ? "left-hand"u8 : "right"u8;
            }

            public struct Score : IValueGenerator<float>
            {
                public float Next(ref RowRandom random, long row) => -0f * row;
            }

            public struct Odd : IValueGenerator<int?>
            {
                readonly int? IValueGenerator<int?>.Next(ref RowRandom random, long row) => row % 2 == 1 ? (int)row : null;
            }
            """).Rows("Thing");

        rows.Select(row => row["Code"]).Distinct().Order().ShouldBe(["left-h", "right"]);
        rows.ShouldAllBe(row => row["Score"] == "0");
        rows[2]["Maybe"].ShouldBeNull();
        rows[3]["Maybe"].ShouldBe("3");
    }

    [Fact]
    public void A_class_that_nobody_may_use_any_more_is_a_table_still() =>
        CompiledModel.Of("namespace Acme; [Forge(Rows = 2), Obsolete(\"gone\", true)] public partial class Thing { public int Id { get; set; } }")
            .Rows("Thing").Count.ShouldBe(2);

    [Fact]
    public void Unique_values_do_not_repeat()
    {
        var model = CompiledModel.Of(Thing("""
            [Key, Pattern("?-##")] public string Code { get; set; } = "";
            [Unique, Uniform(1, 200)] public int Exact { get; set; }
            [Unique] public int Any { get; set; }
            [Unique, Uniform("0.01", "2.00")] public decimal Money { get; set; }
            [Unique, Between("2024-01-01", "2024-12-31")] public DateOnly Day { get; set; }
            [Unique, Fake("name.firstName"), MaxLength(8)] public string First { get; set; } = "";
            [Unique, NullRate(0.5), Fake("internet.email")] public string? Email { get; set; }
            [Unique, Text(1, 4), MaxLength(4)] public string Word { get; set; } = "";
            [Unique] public Guid Guid { get; set; }
            """));

        model.ShouldHold();
        model.Column("Thing", "Exact").Select(value => int.Parse(value!)).Order().ShouldBe(Enumerable.Range(1, 200));
        model["Thing"].Schema.Indexes.Length.ShouldBe(8);
    }

    [Fact]
    public void More_rows_than_unique_values_are_refused_when_the_world_is_known()
    {
        var model = CompiledModel.Of(Thing("""
            [Key, Pattern("##?")] public string Code { get; set; } = "";
            [Unique, Uniform(1, 200)] public int Number { get; set; }
            """));

        var error = Should.Throw<InvalidOperationException>(() => model.Rows("Thing", new World(scale: 2)));

        error.Message.ShouldContain("Thing.Number is unique and can have 200 values");
    }

    [Fact]
    public void Names_decide_the_default_where_the_type_fits()
    {
        var rows = Rows("""
            public int Id { get; set; }
            public string Email { get; set; } = "";
            public string FirstName { get; set; } = "";
            public string ZipCode { get; set; } = "";
            public int Age { get; set; }
            public string Description { get; set; } = "";
            public decimal Price { get; set; }
            public int City { get; set; }
            """);

        rows.ShouldAllBe(row => row["Email"]!.Contains('@'));
        rows.ShouldAllBe(row => row.Number("Age") >= 18 && row.Number("Age") <= 90);
        rows.ShouldAllBe(row => row.Number("Price") > 0);
        rows.ShouldAllBe(row => row["Description"]!.Length >= 40);
        rows.ShouldAllBe(row => char.IsUpper(row["FirstName"]![0]));
    }

    private static string Thing(string members) => $$"""
        namespace Acme;
        [Forge(Rows = 200)]
        public partial class Thing
        {
            {{members}}
        }
        """;

    private static List<Row> Rows(string members) => CompiledModel.Of(Thing(members)).Rows("Thing");
}
