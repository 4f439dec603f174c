namespace StellarForge.Generators.Tests;

public partial class DiagnosticTests
{
    /// <summary>What is wrong with a column: its attributes, its values, what it is made from.</summary>
    public static TheoryData<string, string, string> MistakesOfColumns => new()
    {
        { "SF0003", Thing("[After([|\"Missing\"|])] public DateTime At { get; set; }"), "no column 'Missing' in 'Thing'" },
        { "SF0003", Thing("[References<Parent>([|\"Missing\"|])] public int ParentId { get; set; }") + Parent, "no column 'Missing' in 'Parent'" },
        {
            "SF0003",
            Thing("[References<Parent>] public int ParentId { get; set; } [Lookup(nameof(ParentId), [|\"Missing\"|])] public int Other { get; set; }") + Parent,
            "no column 'Missing' in 'Parent'"
        },
        { "SF0003", Thing("[OneOf(1, [|Given = \"Missing\"|], When = 2)] public int Other { get; set; }"), "no column 'Missing' in 'Thing'" },
        { "SF0004", Thing("[[|Text(1, 9)|]] public int Number { get; set; }"), "'Text' on 'Number' cannot make values of type 'int'" },
        { "SF0004", Thing("[[|Uniform(1, 9)|]] public bool Flag { get; set; }"), "'Uniform' on 'Flag' cannot make values of type 'bool'" },
        { "SF0004", Thing("[[|Sequence|]] public int[] Numbers { get; set; } = [];"), "'Sequence' on 'Numbers' cannot make values of type 'int[]'" },
        { "SF0004", Thing("[[|OneOf(1, null)|]] public int[]? Numbers { get; set; }"), "'OneOf' on 'Numbers' cannot make values of type 'int[]'" },
        { "SF0004", Thing("[[|Text(1, 9)|]] public int[] Numbers { get; set; } = [];"), "'Text' on 'Numbers' cannot make values of type 'int'" },
        {
            "SF0004",
            Thing("[[|Fake(\"address.city\")|]] public System.Text.Json.JsonDocument Json { get; set; } = null!;"),
            "cannot make values of type 'System.Text.Json.JsonDocument'"
        },
        {
            "SF0007",
            Thing("[OneOf(\"{}\", [|\"{\\\"a\\\": 01}\"|])] public System.Text.Json.JsonDocument Json { get; set; } = null!;"),
            "is no value of type 'System.Text.Json.JsonDocument'"
        },
        { "SF0007", Thing("[OneOf([|\"http://[\"|])] public Uri Link { get; set; } = null!;"), "\"http://[\" is no value of type 'System.Uri'" },
        { "SF0011", Thing("[[|Unique|]] public int[] Numbers { get; set; } = [];"), "cannot be made unique" },
        { "SF0059", Thing("[Length(3, 2)] public int[] [|Numbers|] { get; set; } = [];"), "no length is 3 at least and 2 at most" },
        { "SF0005", Thing("[Uniform([|9|], 1)] public int Number { get; set; }"), "nothing lies between 9 and 1" },
        {
            "SF0005",
            Thing("[Between([|\"2025-01-01\"|], \"2024-01-01\")] public DateOnly Day { get; set; }"),
            "nothing lies between 2025-01-01 and 2024-01-01"
        },
        {
            "SF0005",
            Thing("public DateOnly Day { get; set; } [After(nameof(Day), [|\"0.01:00:00\"|], \"0.02:00:00\")] public DateOnly Next { get; set; }"),
            "nothing lies between"
        },
        { "SF0005", Thing("[Uniform([|4.2|], 4.8)] public int Number { get; set; }"), "nothing lies between 4.2 and 4.8" },
        { "SF0005", Thing("[Uniform([|\"0.001\"|], \"0.009\")] public decimal Number { get; set; }"), "nothing lies between 0.001 and 0.009" },
        { "SF0005", Thing("[Normal(5, 1, [|4.2|], 4.8)] public int Number { get; set; }"), "nothing lies between 4.2 and 4.8" },
        { "SF0005", Thing("[LogNormal(0, 1, [|1.001|], 1.009)] public decimal Number { get; set; }"), "nothing lies between 1.001 and 1.009" },
        { "SF0005", Thing("[[|Range(4.2, 4.8)|]] public int Number { get; set; }"), "nothing lies between 4.2 and 4.8" },
        { "SF0006", Thing("[Poisson([|1e9|])] public double Number { get; set; }"), "Mean is 1000000000, and must be at most 100000000" },
        { "SF0006", Thing("[Zipf(1, [|1e17|])] public long Number { get; set; }"), "Max is 1E+17, and must be at most 2^53" },
        { "SF0006", Thing("[NullRate([|1.5|])] public int? Number { get; set; }"), "the rate is 1.5, and must be 0 to 1" },
        { "SF0006", Thing("[Normal(0, [|-2|])] public double Number { get; set; }"), "StdDev is -2, and must be above 0" },
        { "SF0006", "[Forge([|Rows = 0|])] public partial class Thing { public int Id { get; set; } }", "Rows is 0, and must be 1 or more" },
        { "SF0006", Child("ChildOf<Parent>(3, [|2|])", "public int Id { get; set; }"), "max is 2, and must be 3 or more, as min is 3" },
        { "SF0007", Thing("[OneOf(1, [|\"x\"|])] public int Number { get; set; }"), "\"x\" is no value of type 'int'" },
        { "SF0007", Thing("[Between([|\"2024-13-01\"|], \"2025-01-01\")] public DateTime At { get; set; }"), "2024-13-01 is no value" },
        { "SF0007", Thing("[OneOf(1, [|300|])] public byte Number { get; set; }"), "300 is no value of type 'byte'" },
        { "SF0008", Thing("[Fake([|\"name.frstName\"|])] public string Name { get; set; } = \"\";"), "did you mean 'name.firstName'?" },
        {
            "SF0009",
            Thing("[MaxLength(3), OneOf(\"yes\", [|\"maybe\"|])] public string Answer { get; set; } = \"\";"),
            "\"maybe\" has 5 characters, and the column holds 3"
        },
        { "SF0009", Thing("[MaxLength([|6|]), Column(TypeName = \"text\")] public DayOfWeek Day { get; set; }"), "\"Tuesday\" has 7 characters" },
        { "SF0010", Thing("[OneOf(1, 2, 3, [|Weights = new[] { 1.0, 2.0 }|])] public int Number { get; set; }"), "2 weights for 3 values" },
        { "SF0011", Thing("[[|Unique|], Normal(0, 1)] public double Number { get; set; }"), "cannot be made unique" },
        { "SF0012", Thing("[[|Unique|], Uniform(1, 10)] public int Number { get; set; }"), "'Number' can have 10 different values, and 'Thing' has 1000 rows" },
        { "SF0012", "[Forge] public partial class Thing { [Key] public byte [|Id|] { get; set; } }", "'Id' can have 255 different values" },
        {
            "SF0012",
            Thing("[[|Unique|], Between(\"2025-01-01\", \"2025-01-01T00:10:00\"), Column(TypeName = \"timestamp(0)\")] public DateTime At { get; set; }"),
            "'At' can have 601 different values"
        },
        { "SF0012", Thing("[[|Unique|], Pattern(\"#?\")] public string Code { get; set; } = \"\";"), "'Code' can have 260 different values" },
        {
            "SF0013",
            Thing("""
                [Computed(nameof(MakeA))] public int [|A|] { get; set; }
                [Computed(nameof(MakeB))] public int B { get; set; }
                static int MakeA(int b) => b;
                static int MakeB(int a) => a;
                """),
            "A → B → A"
        },
        {
            "SF0013",
            """
            [Forge] public partial class Order { public int Id { get; set; } [Sum<Line>(nameof(Line.Price))] public decimal Total { get; set; } }
            [Forge, ChildOf<Order>(1, 2)] public partial class Line
            {
                [References<Order>] public int OrderId { get; set; }
                [Lookup(nameof(OrderId), nameof(Order.Total))] public decimal [|Price|] { get; set; }
            }
            """,
            "Line.Price → Order.Total → Line.Price"
        },
        { "SF0019", Thing("[[|NullRate(0.5)|]] public int Number { get; set; }"), "the property must be nullable" },
        { "SF0019", Thing("[References<Thing>([|Earlier = true|])] public int ThingId { get; set; }"), "the property must be nullable" },
        {
            "SF0019",
            Thing("""
                [References<Parent>] public int? ParentId { get; set; }
                [[|Lookup(nameof(ParentId), nameof(Parent.Id))|]] public int Other { get; set; }
                """) + Parent,
            "the property must be nullable"
        },
        { "SF0019", Thing("public DateTime? At { get; set; } [[|After(nameof(At))|]] public DateTime Later { get; set; }"), "the property must be nullable" },
        { "SF0020", Thing("[Computed([|\"Missing\"|])] public int Number { get; set; }"), "no static method 'Missing' in 'Thing'" },
        { "SF0020", Thing("[Computed([|nameof(Make)|])] public int Number { get; set; } int Make() => 1;"), "no static method 'Make'" },
        { "SF0021", Thing("[Computed(nameof(Make))] public int Number { get; set; } static int Make(int [|nothing|]) => 1;"), "Parameter 'nothing' of 'Make'" },
        { "SF0021", Thing("[Computed(nameof(Make))] public int Number { get; set; } static int Make(string [|id|]) => 1;"), "Parameter 'id' of 'Make'" },
        {
            "SF0021",
            Thing("public int? Maybe { get; set; } [Computed(nameof(Make))] public int Number { get; set; } static int Make(int [|maybe|]) => 1;"),
            "nullable where the column is"
        },
        {
            "SF0022",
            Thing("[Computed([|nameof(Make)|])] public int Number { get; set; } static string Make() => \"\";"),
            "'Make' returns 'string', and must return 'int'"
        },
        {
            "SF0022",
            Thing("[Computed([|nameof(Make)|])] public int Number { get; set; } static int? Make() => null;"),
            "'Make' returns 'int?', and must return 'int'"
        },
        { "SF0023", Thing("[Uniform(1, 2)] public int [|Number|] { get; }"), "'Number' has no setter" },
        { "SF0024", Thing("[Unique] public List<int[]> [|Numbers|] { get; set; } = new();"), "no column holds values of type" },
        { "SF0024", Thing("public Half [|Number|] { get; set; }"), "no column holds values of type 'System.Half'" },
        { "SF0025", Thing("[Uniform(1, 2), [|Normal(1, 2)|]] public int Number { get; set; }"), "'Number' has both 'Uniform' and 'Normal'" },
        {
            "SF0026",
            Thing("public int Number { get; set; } [Column(\"number\")] public int [|Other|] { get; set; }"),
            "'Other' has the database name 'number', as 'Number' has"
        },
        {
            "SF0027",
            Thing("[[|Generate<Maker>|]] public int Number { get; set; }") +
                "public struct Maker : IValueGenerator<string> { public string Next(ref RowRandom random, long row) => \"\"; }",
            "'Maker' must implement IValueGenerator<int>"
        },
        { "SF0028", Thing("[Decimal([|30|], 2)] public decimal Number { get; set; }"), "decimal(30,2)" },
        {
            "SF0031",
            Thing("public string Name { get; set; } = \"\"; [After([|nameof(Name)|])] public DateTime At { get; set; }"),
            "'Name' is of type 'string', and must be a date or time"
        },
        {
            "SF0006",
            Child("ChildOf<Parent>(1, 5, [|Pattern = (CountPattern)7|])", "public int Id { get; set; }"),
            "Pattern is 7, and must be a member of CountPattern"
        },
        {
            "SF0006",
            Thing("[Timeline(\"2024-01-01\", \"2025-01-01\", [|(TrafficPattern)9|])] public DateTime At { get; set; }"),
            "Pattern is 9, and must be a member of TrafficPattern"
        },
        { "SF0006", Thing("[Normal([|double.NaN|], 1)] public double Number { get; set; }"), "Mean is NaN, and must be a finite number" },
        { "SF0007", Thing("[Uniform(0, [|1e300|])] public float Number { get; set; }"), "1E+300 is no value of type 'float'" },
        { "SF0007", Thing("[Uniform(0, [|100|]), Decimal(20, 19)] public decimal Number { get; set; }"), "100 is no value of type 'decimal(20,19)'" },
        { "SF0007", Thing("[OneOf([|null|])] public int Number { get; set; }"), "null is no value of type 'int'" },
        { "SF0039", Thing("[Computed([|nameof(Make)|])] public int Number { get; set; } static int Make<T>() => 1;"), "'Make' is generic" },
        {
            "SF0039",
            Thing("[Computed([|nameof(Make)|])] public int Number { get; set; } static int Make() => 1; static int Make(int id) => id;"),
            "'Make' has several static overloads"
        },
        {
            "SF0039",
            """
            public class Base { private static int Make() => 1; }
            [Forge] public partial class Thing : Base { public int Id { get; set; } [Computed([|"Make"|])] public int Number { get; set; } }
            """,
            "'Make' is private in 'Base'"
        },
        { "SF0057", Thing("[RegularExpression([|\"(a|b)+\"|])] public string Code { get; set; } = \"\";"), "'|b)+' in \"(a|b)+\" cannot be made" },
        { "SF0058", Thing("[Fake(\"name.firstName\", [|Locale = \"en_UK\"|])] public string Name { get; set; } = \"\";"), "there is no locale 'en_UK'" },
        { "SF0059", Thing("[StringLength(4, MinimumLength = 5)] public string [|Code|] { get; set; } = \"\";"), "no length is 5 at least and 4 at most" },
        {
            "SF0060",
            Thing("""
                [Cycle("DE", "FR")] public string Country { get; set; } = "";
                [[|OneOf("Berlin", Given = nameof(Country), When = "DE")|]] public string City { get; set; } = "";
                """),
            "no value where 'Country' is none of the values named by When"
        },
        {
            "SF0060",
            Thing("""
                [OneOf(null, true, false)] public bool? Flag { get; set; }
                [[|OneOf(1, Given = nameof(Flag), When = true)|], OneOf(2, Given = nameof(Flag), When = false)] public int Number { get; set; }
                """),
            "add an 'OneOf'"
        },
        {
            "SF0061",
            Order(
                "[Decimal(5, 2), Sum<Line>(nameof(Line.Price))] public decimal [|Total|] { get; set; }",
                "[Uniform(1, 500)] public decimal Price { get; set; }"),
            "'Total' is decimal(5,2), and the values of 'Line.Price' add up to as much as 1500; widen 'Total'"
        },
        {
            "SF0061",
            Order("[Sum<Line>(nameof(Line.Price))] public sbyte [|Total|] { get; set; }", "[Uniform(-50, 0)] public int Price { get; set; }"),
            "as much as -150"
        },
        {
            "SF0063",
            Thing("""
                [OneOf("DE", "FR")] public string Country { get; set; } = "";
                [OneOf("Berlin", Given = nameof(Country), [|When = "DEU"|]), OneOf("Paris")] public string City { get; set; } = "";
                """),
            "'Country' is never DEU; did you mean 'DE'?"
        },
        {
            "SF0063",
            Thing("""
                [Cycle(1, 2)] public int Kind { get; set; }
                [OneOf("a", Given = nameof(Kind), When = 2), OneOf("b", Given = nameof(Kind), [|When = 3|]), OneOf("c")] public string Name { get; set; } = "";
                """),
            "'Kind' is never 3"
        },
        {
            "SF0063",
            Thing("public DayOfWeek Day { get; set; } [OneOf(1, Given = nameof(Day), [|When = (DayOfWeek)9|]), OneOf(2)] public int Number { get; set; }"),
            "'Day' is never 9"
        },
        { "SF0064", Thing("[[|MaxLength(3)|]] public int Number { get; set; }"), "'MaxLength' on 'Number': values of type 'int' have no length" },
        { "SF0064", Thing("[[|Length(1, 3)|]] public DateTime At { get; set; }"), "'Length' on 'At'" },
        { "SF0007", Thing("[OneOf(\"a\", [|2|])] public string Name { get; set; } = \"\";"), "2 is no value of type 'string'" },
        { "SF0007", Thing("[OneOf(1L, [|9223372036854775808UL|])] public long Number { get; set; }"), "is no value of type 'long'" },
        { "SF0007", Thing("[OneOf(1L, [|-1|])] public ulong Number { get; set; }"), "-1 is no value of type 'ulong'" },
        { "SF0007", Thing("[Decimal(4, 2), Uniform(0, [|1000|])] public decimal Number { get; set; }"), "1000 is no value of type 'decimal(4,2)'" },
        {
            "SF0003",
            Thing("public DateTime Sent { get; set; } [After([|\"Snt\"|])] public DateTime At { get; set; }"),
            "no column 'Snt' in 'Thing'; did you mean 'Sent'?"
        },
        { "SF0005", Thing("[Normal(0, 1, [|100|], 200)] public double Number { get; set; }"), "nothing lies between 100 and 200" },
        { "SF0005", Thing("[Normal(1000, 1, [|0|], 0)] public int Number { get; set; }"), "nothing lies between 0 and 0" },
        { "SF0005", Thing("[LogNormal(0, 1, [|1e6|], 1e7)] public double Number { get; set; }"), "nothing lies between 1000000 and 10000000" },
        { "SF0005", Thing("[Exponential(1, [|1e-15|])] public double Number { get; set; }"), "nothing lies between 0 and 1E-15" },
        {
            "SF0005",
            Thing("[Between([|\"2024-01-01T00:00:00.1\"|], \"2024-01-01T00:00:00.9\"), Column(TypeName = \"timestamp(0)\")] public DateTime At { get; set; }"),
            "nothing lies between 2024-01-01T00:00:00.1 and 2024-01-01T00:00:00.9"
        },
        { "SF0005", Thing("[Poisson(1000, [|10|])] public int Number { get; set; }"), "nothing lies between 0 and 10" },
        { "SF0007", Thing("[Between([|\"12:00\"|], \"2099-01-01\")] public DateTime At { get; set; }"), "12:00 is no value" },
        { "SF0007", Thing("[Between(\"2024-01-01\", [|\"March 5\"|])] public DateOnly Day { get; set; }"), "March 5 is no value" },
        { "SF0007", Thing("[Timeline([|\"1 Jan\"|], \"2099-01-01\")] public DateTime At { get; set; }"), "1 Jan is no value" },
        { "SF0007", Thing("[OneOf([|\"18:00\"|])] public DateTime At { get; set; }"), "\"18:00\" is no value" },
        { "SF0007", Thing("[[|Range(typeof(DateTime), \"12:00\", \"2099-01-01\")|]] public DateTime At { get; set; }"), "12:00 is no value" },
        {
            "SF0007",
            Thing("public DateTime Sent { get; set; } [After(nameof(Sent), [|Max = \"48:00:00\"|])] public DateTime At { get; set; }"),
            "48:00:00 (write 2.00:00:00) is no value of type 'TimeSpan'"
        },
        {
            "SF0007",
            Thing("[Between([|\"-30:15:00\"|], \"01:00:00\")] public TimeSpan Time { get; set; }"),
            "-30:15:00 (write -1.06:15:00) is no value of type 'System.TimeSpan'"
        },
        { "SF0007", Thing("[Between(\"00:00:00\", [|\"24:00:00\"|])] public TimeOnly Time { get; set; }"), "24:00:00 is no value of type 'System.TimeOnly'" },
        { "SF0007", Thing("[Between(\"00:00:00\", [|\"1.00:00:00\"|])] public TimeOnly Time { get; set; }"), "1.00:00:00 is no value" },
        { "SF0007", Thing("[Between([|\"-01:00:00\"|], \"12:00\")] public TimeOnly Time { get; set; }"), "-01:00:00 is no value" },
        {
            "SF0005",
            Thing("[[|Range(typeof(DateOnly), \"2024-01-01\", \"2024-01-02\", MinimumIsExclusive = true, MaximumIsExclusive = true)|]] "
                + "public DateOnly Day { get; set; }"),
            "nothing lies between 2024-01-01 and 2024-01-02"
        },
    };
}
