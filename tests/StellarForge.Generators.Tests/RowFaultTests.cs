using StellarForge.Generators.Tests.Support;
using StellarForge.Sinks;

namespace StellarForge.Generators.Tests;

/// <summary>Errors of the model's own code say where they came from.</summary>
public class RowFaultTests
{
    private const string Source = """
        namespace Acme;
        [Forge(Rows = 50)]
        public partial class Customer
        {
            public int Id { get; set; }
            public string Name { get; set; } = "";
            [Computed(nameof(MakeScore))] public int Score { get; set; }

            private static int MakeScore(int id) => id == CUSTOMER ? throw new System.IO.IOException("No score.") : id;
        }

        [Forge(Rows = 50), Table("orders", Schema = "shop")]
        public partial class Order
        {
            public int Id { get; set; }
            [References<Customer>] public int CustomerId { get; set; }
            [Computed(nameof(MakeCode)), Column("order_code")] public string Code { get; set; } = "";
            [Computed(nameof(MakeLabel))] public string Label { get; set; } = "";
            [Computed(nameof(MakeHidden)), NotMapped] public int Hidden { get; set; }
            [Computed(nameof(MakeShown))] public int Shown { get; set; }
            [Generate<Dice>] public int Drawn { get; set; }
            [Lookup(nameof(CustomerId), nameof(Customer.Score))] public int CustomerScore { get; set; }
            public int? Maybe { get; set; }
            [Computed(nameof(MakeLast))] public int? Last { get; set; }

            private static string MakeCode(int id) => FAULT == "Code" && id == 8 ? throw new FormatException("Bad code.") : "c";
            private static string MakeLabel(string code, int id) => FAULT == "Label" && id == 8 ? throw new FormatException("Bad label.") : code;
            private static int MakeHidden(int id) => FAULT == "Hidden" && id == 8 ? int.Parse("x") : id;
            private static int MakeShown(int hidden) => hidden;
            private static int? MakeLast(int? maybe, int id) => FAULT == "Last" && id == 8 ? throw new FormatException("Bad last.") : maybe;
        }

        public struct Dice : IValueGenerator<int>
        {
            public int Next(ref RowRandom random, long row) => FAULT == "Drawn" && row == 7 ? throw new InvalidOperationException("No dice.") : 1;
        }

        [Forge, ChildOf<Order>(1, 10)]
        public partial class Line
        {
            [References<Order>] public int OrderId { get; set; }
            [Ordinal] public int Number { get; set; }
            [Computed(nameof(MakeNote))] public string Note { get; set; } = "";

            private static string MakeNote(int orderId, int number) =>
                FAULT == "Note" && orderId == 8 && number == 1 ? throw new FormatException("Bad note.") : "";
        }
        """;

    [Theory]
    [InlineData("Code", "Order", "Table shop.orders, column order_code, row 7: Bad code.")]
    [InlineData("Label", "Order", "Table shop.orders, column label, row 7: Bad label.")]
    [InlineData("Hidden", "Order", "Table shop.orders, column Hidden, row 7: The input string 'x' was not in a correct format.")]
    [InlineData("Drawn", "Order", "Table shop.orders, column drawn, row 7: No dice.")]
    [InlineData("Last", "Order", "Table shop.orders, column last, row 7: Bad last.")]
    [InlineData("Note", "Line", "Table line, column note, row 70: Bad note.")]
    public void An_error_in_a_method_or_generator_names_table_column_and_row(string fault, string className, string message)
    {
        var model = CompiledModel.InTiers(Source.Replace("FAULT", $"\"{fault}\"").Replace("CUSTOMER", "-1"));

        Should.Throw<RowException>(() => model.Rows(className)).Message.ShouldBe(message);
        var error = Should.Throw<RowException>(() => Write(model[className]));

        error.Message.ShouldBe(message);
        error.InnerException.ShouldNotBeNull().Message.ShouldBe(message[(message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..]);
    }

    [Fact]
    public void A_total_of_more_digits_than_its_column_names_the_row()
    {
        var model = CompiledModel.Of("""
            [Forge] public partial class Order { public int Id { get; set; } [Decimal(5, 2), Sum<Line>(nameof(Line.Price))] public decimal Total { get; set; } }
            [Forge, ChildOf<Order>(1, 3)] public partial class Line
            {
                [References<Order>] public int OrderId { get; set; }
                [LogNormal(5, 1)] public decimal Price { get; set; }
            }
            """);

        Should.Throw<RowException>(() => model.Rows("Order")).Message
            .ShouldMatch(@"^Table order, column total, row \d+: \d{4,}\.\d+ does not fit decimal\(5,2\)\.$");
    }

    [Fact]
    public void A_number_that_no_decimal_holds_is_worded_like_any_other()
    {
        var model = CompiledModel.Of("""
            [Forge]
            public partial class Order
            {
                public int Id { get; set; }
                [Decimal(28, 2), Computed(nameof(MakeTotal))] public decimal Total { get; set; }
                private static decimal MakeTotal() => -decimal.MaxValue;
            }
            """);

        Should.Throw<RowException>(() => model.Rows("Order")).Message
            .ShouldBe("Table order, column total, row 0: -79228162514264337593543950335.00 does not fit decimal(28,2).");
    }

    // The generator lets pass what it takes for the least weight; the core, which is exact, does not.
    [Fact]
    public void A_distribution_that_only_the_core_refuses_names_table_and_column()
    {
        var model = CompiledModel.Of("""
            [Forge, Table("t", Schema = "s")] public partial class Thing
            {
                public int Id { get; set; }
                [Normal(0, 1, 7.35, 100), Column("far_out")] public double Far { get; set; }
            }
            """);

        Should.Throw<ArgumentException>(() => model.Rows("Thing")).Message.ShouldBe(
            "Table s.t, column far_out: Fewer than one value in 10^13 of the distribution lies between 7.35 and 100. " +
            "Widen the bounds, or move the distribution.");
    }

    [Fact]
    public void An_error_behind_a_lookup_names_the_column_that_looks_it_up()
    {
        var customer = int.Parse(CompiledModel.InTiers(Source.Replace("FAULT", "\"\"").Replace("CUSTOMER", "-1")).Rows("Order")[20]["CustomerId"]!);

        var model = CompiledModel.InTiers(Source.Replace("FAULT", "\"\"").Replace("CUSTOMER", customer.ToString()));

        Should.Throw<RowException>(() => Write(model["Customer"])).Message.ShouldBe($"Table customer, column score, row {customer - 1}: No score.");
        var error = Should.Throw<RowException>(() => Write(model["Order"]));
        error.Message.ShouldBe($"Table shop.orders, column customer_score, row {error.Row}: No score.");
        error.Row.ShouldBeLessThanOrEqualTo(20);
    }

    [Theory]
    [InlineData(
        "DateTime", "9999-12-30", "3.00:00:00", "3.00:00:00",
        "Table t, column late, row 0: 3.00:00:00 after 9999-12-30T18:15:01 lies beyond the years 1 to 9999; narrow the bounds.")]
    [InlineData(
        "DateTime", "0001-01-02", "-2.00:00:00", "-2.00:00:00",
        "Table t, column late, row 0: -2.00:00:00 after 0001-01-02T18:15:01 lies beyond the years 1 to 9999; narrow the bounds.")]
    [InlineData(
        "DateOnly", "9999-12-30", "3.00:00:00", "3.00:00:00",
        "Table t, column late, row 0: 3 days after 9999-12-30 lies beyond the years 1 to 9999; narrow the bounds.")]
    public void A_time_after_another_stays_within_the_calendar(string type, string from, string min, string max, string message)
    {
        var model = CompiledModel.InTiers($$"""
            namespace Acme;
            [Forge(Rows = 5)]
            public partial class T
            {
                public int Id { get; set; }
                [Between("{{from}}", "{{from}}")] public {{type}} Early { get; set; }
                [After(nameof(Early), "{{min}}", "{{max}}")] public {{type}} Late { get; set; }
            }
            """);

        Should.Throw<RowException>(() => Write(model["T"])).Message.ShouldBe(message);
    }

    [Fact]
    public void An_error_of_the_sink_stays_what_it_is()
    {
        var model = CompiledModel.InTiers(Source.Replace("FAULT", "\"\"").Replace("CUSTOMER", "-1"));

        Should.Throw<TimeoutException>(() => WriteFull(model["Order"])).Message.ShouldBe("Of the sink.");
    }

    [Fact]
    public void A_row_of_an_owned_table_is_found_however_sparse_its_indices_are()
    {
        var source = Source.Replace("ChildOf<Order>(1, 10)", "ChildOf<Order>(3, 10_000_000, Pattern = CountPattern.Geometric)");
        source = source.Replace("Rows = 50), Table", "Rows = 9), Table").Replace("number == 1", "number == 3");
        var model = CompiledModel.InTiers(source.Replace("FAULT", "\"Note\"").Replace("CUSTOMER", "-1"));

        var error = Should.Throw<RowException>(() => Write(model["Line"]));

        error.Message.ShouldBe("Table line, column note, row 70000002: Bad note.");
    }

    private static void Write(Table table)
    {
        var sink = new ChecksumSink(table.Schema);
        var rows = table.Rows(World.Default).Range(0, World.Default.EndRow(table.Schema));
        while (rows.WriteTo(ref sink))
        {
        }
    }

    private static void WriteFull(Table table)
    {
        var sink = new FullSink();
        table.Rows(World.Default).Range(0, 10).WriteTo(ref sink);
    }

    private struct FullSink : IRowSink
    {
        private int _rows;

        public readonly bool IsFull => false;

        public void BeginRow() => _rows++;

        public readonly void EndRow()
        {
            if (_rows == 3)
                throw new TimeoutException("Of the sink.");
        }

        public readonly void Null(int ordinal) { }

        public readonly void Boolean(int ordinal, bool value) { }

        public readonly void Int16(int ordinal, short value) { }

        public readonly void Int32(int ordinal, int value) { }

        public readonly void Int64(int ordinal, long value) { }

        public readonly void UInt64(int ordinal, ulong value) { }

        public readonly void Single(int ordinal, float value) { }

        public readonly void Double(int ordinal, double value) { }

        public readonly void Decimal(int ordinal, Int128 unscaled, int scale) { }

        public readonly void Utf8(int ordinal, scoped ReadOnlySpan<byte> value) { }

        public readonly void Date(int ordinal, int days) { }

        public readonly void Time(int ordinal, long microseconds) { }

        public readonly void Duration(int ordinal, long microseconds) { }

        public readonly void Timestamp(int ordinal, long microseconds) { }

        public readonly void Uuid(int ordinal, Guid value) { }

        public readonly void Binary(int ordinal, scoped ReadOnlySpan<byte> value) { }
    }
}
