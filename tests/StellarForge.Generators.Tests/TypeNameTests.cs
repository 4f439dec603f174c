using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>What <c>[Column(TypeName = …)]</c> does to values.</summary>
public class TypeNameTests
{
    [Fact]
    public void Times_have_no_more_digits_than_their_columns_keep()
    {
        var table = CompiledModel.Of(
            """
            [Forge(Rows = 200)]
            public partial class Visit
            {
                [Key] public int Id { get; set; }
                [Timeline("1969-12-31", "1970-01-02"), Column(TypeName = "timestamp(3)")] public System.DateTime At { get; set; }
                [After(nameof(At), "00:00:01", "00:10:00"), Column(TypeName = "datetime2(0)")] public System.DateTime? Left { get; set; }
                [Between("08:00", "18:00"), Column(TypeName = "time(1)")] public System.TimeOnly Clock { get; set; }
                [Timeline("2024-01-01", "2025-01-01")] public System.DateTime Exact { get; set; }
            }
            """)["Visit"];
        var sink = new Sinks.CaptureSink(table.Schema);
        table.Rows(World.Default).Range(0, 200).WriteTo(ref sink);

        Enumerable.Range(1, 4).Select(column => sink.Rows.Max(row => Fraction(row.Values[column]))).ShouldBe([3, 0, 1, 6]);

        static int Fraction(string? time) => time is null || !time.Contains('.') ? 0 : time[(time.IndexOf('.') + 1)..].TrimEnd('Z').TrimEnd('0').Length;
    }

    [Fact]
    public void A_rule_says_what_the_attributes_say_and_not_what_their_parameters_are_anyway()
    {
        var table = CompiledModel.Of(
            """
            [Forge(Rows = 200)]
            public partial class Thing
            {
                public int Id { get; set; }
                [LogNormal(-0.5, 0.9, Min = 0.01, Max = 60)] public double Weight { get; set; }
                [Normal(4, 2, double.NegativeInfinity, 5)] public double Rating { get; set; }
                [Exponential(0.5)] public int Seconds { get; set; }
                [OneOf(1, null)] public int? Choice { get; set; }
            }
            """)["Thing"];

        table.Schema.Columns.Select(column => column.Rule)
            .ShouldBe(["", "LogNormal(-0.5, 0.9, Max = 60, Min = 0.01)", "Normal(4, 2, -Infinity, 5)", "Exponential(0.5)", "OneOf(1, null)"]);
    }

    [Fact]
    public void The_schema_has_the_members_of_an_enumeration_unless_they_are_flags()
    {
        var table = CompiledModel.Of(
            """
            public enum Color : ulong { Red = 1, Crimson = 1, Green = ulong.MaxValue }
            [System.Flags] public enum Days { None, Monday, Tuesday }
            [Forge(Rows = 200)]
            public partial class Thing
            {
                public int Id { get; set; }
                public Color Color { get; set; }
                [Column(TypeName = "text")] public Color? Name { get; set; }
                public Days Days { get; set; }
            }
            """)["Thing"];

        table.Schema.Columns[1].Members.ShouldBe([new("Red", 1), new("Green", -1)]);
        table.Schema.Columns[2].Members.ShouldBe([new("Red", 1), new("Green", -1)]);
        table.Schema.Columns[3].Members.ShouldBeEmpty();
        table.Schema.Columns[0].Members.ShouldBeEmpty();
    }

    [Fact]
    public void A_decimal_has_the_digits_that_both_the_attribute_and_the_type_name_have_room_for()
    {
        var rows = Rows(
            """
            [Forge(Rows = 200)]
            public partial class Thing
            {
                public int Id { get; set; }
                [Uniform("1", "99999"), Decimal(12, 2), Column(TypeName = "numeric(10,1)")] public decimal Tenths { get; set; }
                [Uniform("1", "99"), Decimal(4, 2), Column(TypeName = "decimal(38, 6)")] public decimal Cents { get; set; }
                [Uniform("1", "99"), Decimal(4, 2), Column(TypeName = "decimal(9)")] public decimal Whole { get; set; }
            }
            """);

        rows.ShouldAllBe(row => row["Tenths"]!.Split('.')[1].Length == 1 && row["Cents"]!.Split('.')[1].Length == 2 && !row["Whole"]!.Contains('.'));
    }

    [Fact]
    public void Unique_times_differ_in_what_their_column_keeps()
    {
        var rows = Rows(
            """
            [Forge(Rows = 200)]
            public partial class Thing
            {
                [Key, Between("1969-12-31T23:50:00", "1970-01-01T00:30:00"), Column(TypeName = "timestamp(0)")] public DateTime At { get; set; }
                [Unique, Column(TypeName = "time(1)")] public TimeOnly Of { get; set; }
            }
            """);

        rows.Select(row => row["At"]).Distinct().Count().ShouldBe(rows.Count);
        rows.Select(row => row["Of"]).Distinct().Count().ShouldBe(rows.Count);
        rows.ShouldAllBe(row => row.Time("At").Ticks % TimeSpan.TicksPerSecond == 0);
    }

    private static List<Row> Rows(string model) => CompiledModel.Of(model).Rows("Thing");
}
