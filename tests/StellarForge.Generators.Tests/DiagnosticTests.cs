using Microsoft.CodeAnalysis;
using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>Every mistake that can be known at compile time: its id, the token it points at, and a message that says what to do.</summary>
public class DiagnosticTests
{
    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "SF0001", "[Forge] public class [|Thing|] { public int Id { get; set; } }", "'Thing' must be declared partial" },
        { "SF0001", "public class [|Outer|] { [Forge] public partial class Thing { public int Id { get; set; } } }", "'Outer' must be declared partial" },
        { "SF0002", "[Forge] public partial class Thing[|<T>|] { public int Id { get; set; } }", "'Thing' has type parameters" },
        { "SF0003", Thing("[After([|\"Missing\"|])] public DateTime At { get; set; }"), "no column 'Missing' in 'Thing'" },
        { "SF0003", Thing("[References<Parent>([|\"Missing\"|])] public int ParentId { get; set; }") + Parent, "no column 'Missing' in 'Parent'" },
        { "SF0003", Thing("[References<Parent>] public int ParentId { get; set; } [Lookup(nameof(ParentId), [|\"Missing\"|])] public int Other { get; set; }") + Parent, "no column 'Missing' in 'Parent'" },
        { "SF0003", Thing("[OneOf(1, [|Given = \"Missing\"|], When = 2)] public int Other { get; set; }"), "no column 'Missing' in 'Thing'" },
        { "SF0004", Thing("[[|Text(1, 9)|]] public int Number { get; set; }"), "'Text' on 'Number' cannot make values of type 'int'" },
        { "SF0004", Thing("[[|Uniform(1, 9)|]] public bool Flag { get; set; }"), "'Uniform' on 'Flag' cannot make values of type 'bool'" },
        { "SF0004", Thing("[[|Sequence|]] public int[] Numbers { get; set; } = [];"), "'Sequence' on 'Numbers' cannot make values of type 'int[]'" },
        { "SF0004", Thing("[[|OneOf(1, null)|]] public int[]? Numbers { get; set; }"), "'OneOf' on 'Numbers' cannot make values of type 'int[]'" },
        { "SF0004", Thing("[[|Text(1, 9)|]] public int[] Numbers { get; set; } = [];"), "'Text' on 'Numbers' cannot make values of type 'int'" },
        { "SF0004", Thing("[[|Fake(\"address.city\")|]] public System.Text.Json.JsonDocument Json { get; set; } = null!;"), "cannot make values of type 'System.Text.Json.JsonDocument'" },
        { "SF0007", Thing("[OneOf(\"{}\", [|\"{\\\"a\\\": 01}\"|])] public System.Text.Json.JsonDocument Json { get; set; } = null!;"), "is no value of type 'System.Text.Json.JsonDocument'" },
        { "SF0007", Thing("[OneOf([|\"http://[\"|])] public Uri Link { get; set; } = null!;"), "\"http://[\" is no value of type 'System.Uri'" },
        { "SF0011", Thing("[[|Unique|]] public int[] Numbers { get; set; } = [];"), "cannot be made unique" },
        { "SF0030", Thing("[References<Parent>] public int ParentId { get; set; } [Lookup(nameof(ParentId), [|nameof(Parent.Name)|])] public string[] Names { get; set; } = [];") + " [Forge] public partial class Parent { public int Id { get; set; } public string Name { get; set; } = \"\"; }", "'Name' is of type 'string'" },
        { "SF0055", Thing("public List<List<int>> [|Numbers|] { get; set; } = [];"), "which no column holds" },
        { "SF0059", Thing("[Length(3, 2)] public int[] [|Numbers|] { get; set; } = [];"), "no length is 3 at least and 2 at most" },
        { "SF0005", Thing("[Uniform([|9|], 1)] public int Number { get; set; }"), "nothing lies between 9 and 1" },
        { "SF0005", Thing("[Between([|\"2025-01-01\"|], \"2024-01-01\")] public DateOnly Day { get; set; }"), "nothing lies between 2025-01-01 and 2024-01-01" },
        { "SF0005", Thing("public DateOnly Day { get; set; } [After(nameof(Day), [|\"0.01:00:00\"|], \"0.02:00:00\")] public DateOnly Next { get; set; }"), "nothing lies between" },
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
        { "SF0006", Child("ChildOf<Parent>(3, [|2|])", "public int Id { get; set; }"), "max is 2" },
        { "SF0007", Thing("[OneOf(1, [|\"x\"|])] public int Number { get; set; }"), "\"x\" is no value of type 'int'" },
        { "SF0007", Thing("[Between([|\"2024-13-01\"|], \"2025-01-01\")] public DateTime At { get; set; }"), "2024-13-01 is no value" },
        { "SF0007", Thing("[OneOf(1, [|300|])] public byte Number { get; set; }"), "300 is no value of type 'byte'" },
        { "SF0008", Thing("[Fake([|\"name.frstName\"|])] public string Name { get; set; } = \"\";"), "did you mean 'name.firstName'?" },
        { "SF0009", Thing("[MaxLength(3), OneOf(\"yes\", [|\"maybe\"|])] public string Answer { get; set; } = \"\";"), "\"maybe\" has 5 characters, and the column holds 3" },
        { "SF0009", Thing("[MaxLength([|6|]), Column(TypeName = \"text\")] public DayOfWeek Day { get; set; }"), "\"Tuesday\" has 7 characters" },
        { "SF0010", Thing("[OneOf(1, 2, 3, [|Weights = new[] { 1.0, 2.0 }|])] public int Number { get; set; }"), "2 weights for 3 values" },
        { "SF0011", Thing("[[|Unique|], Normal(0, 1)] public double Number { get; set; }"), "cannot be made unique" },
        { "SF0012", Thing("[[|Unique|], Uniform(1, 10)] public int Number { get; set; }"), "'Number' can have 10 different values, and 'Thing' has 1000 rows" },
        { "SF0012", "[Forge] public partial class Thing { [Key] public byte [|Id|] { get; set; } }", "'Id' can have 255 different values" },
        { "SF0012", Thing("[[|Unique|], Between(\"2025-01-01\", \"2025-01-01T00:10:00\"), Column(TypeName = \"timestamp(0)\")] public DateTime At { get; set; }"), "'At' can have 601 different values" },
        { "SF0012", Thing("[[|Unique|], Pattern(\"#?\")] public string Code { get; set; } = \"\";"), "'Code' can have 260 different values" },
        { "SF0013", Thing("[Computed(nameof(MakeA))] public int [|A|] { get; set; } [Computed(nameof(MakeB))] public int B { get; set; } static int MakeA(int b) => b; static int MakeB(int a) => a;"), "A → B → A" },
        { "SF0013", "[Forge] public partial class Order { public int Id { get; set; } [Sum<Line>(nameof(Line.Price))] public decimal Total { get; set; } } [Forge, ChildOf<Order>(1, 2)] public partial class Line { [References<Order>] public int OrderId { get; set; } [Lookup(nameof(OrderId), nameof(Order.Total))] public decimal [|Price|] { get; set; } }", "Line.Price → Order.Total → Line.Price" },
        { "SF0014", Thing("[[|References<Other>|]] public int OtherId { get; set; }") + " public class Other { public int Id { get; set; } }", "'Other' is not annotated with [Forge]" },
        { "SF0014", "[Forge, [|ChildOf<Other>(1, 2)|]] public partial class Thing { public int Id { get; set; } } public class Other;", "'Other' is not annotated with [Forge]" },
        { "SF0015", Thing("[[|References<Other>|]] public int OtherId { get; set; }") + " [Forge] public partial class Other { public int Number { get; set; } }", "'Other' has no key" },
        { "SF0016", Thing("public int Number { get; set; } [Lookup([|nameof(Number)|], \"Id\")] public int Other { get; set; }"), "'Number' is not a property with [References]" },
        { "SF0016", Thing("public int Number { get; set; } [References<Parent>([|Within = nameof(Number)|])] public int ParentId { get; set; }") + Parent, "'Number' is not a property with [References]" },
        { "SF0017", Thing("[[|Ordinal|]] public int Number { get; set; }"), "'Ordinal' on 'Number' needs a class with [ChildOf<…>]" },
        { "SF0017", Thing("[References<Parent>([|Distinct = true|])] public int ParentId { get; set; }") + Parent, "needs a class with [ChildOf<…>]" },
        { "SF0018", Thing("[[|Count<Parent>|]] public int Number { get; set; }") + Parent, "'Parent' is not owned by 'Thing'" },
        { "SF0019", Thing("[[|NullRate(0.5)|]] public int Number { get; set; }"), "the property must be nullable" },
        { "SF0019", Thing("[References<Thing>([|Earlier = true|])] public int ThingId { get; set; }"), "the property must be nullable" },
        { "SF0019", Thing("[References<Parent>] public int? ParentId { get; set; } [[|Lookup(nameof(ParentId), nameof(Parent.Id))|]] public int Other { get; set; }") + Parent, "the property must be nullable" },
        { "SF0019", Thing("public DateTime? At { get; set; } [[|After(nameof(At))|]] public DateTime Later { get; set; }"), "the property must be nullable" },
        { "SF0020", Thing("[Computed([|\"Missing\"|])] public int Number { get; set; }"), "no static method 'Missing' in 'Thing'" },
        { "SF0020", Thing("[Computed([|nameof(Make)|])] public int Number { get; set; } int Make() => 1;"), "no static method 'Make'" },
        { "SF0021", Thing("[Computed(nameof(Make))] public int Number { get; set; } static int Make(int [|nothing|]) => 1;"), "Parameter 'nothing' of 'Make'" },
        { "SF0021", Thing("[Computed(nameof(Make))] public int Number { get; set; } static int Make(string [|id|]) => 1;"), "Parameter 'id' of 'Make'" },
        { "SF0021", Thing("public int? Maybe { get; set; } [Computed(nameof(Make))] public int Number { get; set; } static int Make(int [|maybe|]) => 1;"), "nullable where the column is" },
        { "SF0022", Thing("[Computed([|nameof(Make)|])] public int Number { get; set; } static string Make() => \"\";"), "'Make' returns 'string', and must return 'int'" },
        { "SF0022", Thing("[Computed([|nameof(Make)|])] public int Number { get; set; } static int? Make() => null;"), "'Make' returns 'int?', and must return 'int'" },
        { "SF0023", Thing("[Uniform(1, 2)] public int [|Number|] { get; }"), "'Number' has no setter" },
        { "SF0024", Thing("[Unique] public List<int[]> [|Numbers|] { get; set; } = new();"), "no column holds values of type" },
        { "SF0024", Thing("public Half [|Number|] { get; set; }"), "no column holds values of type 'System.Half'" },
        { "SF0025", Thing("[Uniform(1, 2), [|Normal(1, 2)|]] public int Number { get; set; }"), "'Number' has both 'Uniform' and 'Normal'" },
        { "SF0026", Thing("public int Number { get; set; } [Column(\"number\")] public int [|Other|] { get; set; }"), "'Other' has the database name 'number', as 'Number' has" },
        { "SF0027", Thing("[[|Generate<Maker>|]] public int Number { get; set; }") + " public struct Maker : IValueGenerator<string> { public string Next(ref RowRandom random, long row) => \"\"; }", "'Maker' must implement IValueGenerator<int>" },
        { "SF0028", Thing("[Decimal([|30|], 2)] public decimal Number { get; set; }"), "decimal(30,2)" },
        { "SF0029", "[Forge, [|ChildOf<B>(1, 2)|]] public partial class A { public int Id { get; set; } } [Forge, ChildOf<A>(1, 2)] public partial class B { public int Id { get; set; } }", "A → B → A" },
        { "SF0030", Thing("[[|References<Parent>|]] public Guid ParentId { get; set; }") + Parent, "'Parent.Id' is of type 'int', which does not fit 'System.Guid'" },
        { "SF0030", Thing("[[|References<Wide>|]] public int WideId { get; set; }") + " [Forge] public partial class Wide { public long Id { get; set; } }", "'Wide.Id' is of type 'long'" },
        { "SF0031", Thing("public string Name { get; set; } = \"\"; [After([|nameof(Name)|])] public DateTime At { get; set; }"), "'Name' is of type 'string', and must be a date or time" },
        { "SF0032", "[Forge] public partial class [|Thing|] { public Thing(object other) { } public int Id { get; set; } }", "needs a constructor" },
        { "SF0032", "[Forge] public abstract partial class [|Thing|] { public int Id { get; set; } }", "needs a constructor" },
        { "SF0033", "[Forge, Table(\"things\")] public partial class A { public int Id { get; set; } } [Forge, Table(\"Things\")] public partial class [|B|] { public int Id { get; set; } }", "'A' and 'B' are both the table 'Things'" },
        { "SF0034", Thing("[References<Parent>([|Earlier = true|])] public int? ParentId { get; set; }") + Parent, "Earlier is for references of a class to itself" },
        { "SF0034", Child("ChildOf<Parent>(1, 2)", "[References<Parent>] public int ParentId { get; set; } [References<Leaf>([|Distinct = true|])] public int LeafId { get; set; }") + " [Forge, ChildOf<Parent>(1, 2)] public partial class Leaf { public int Id { get; set; } [References<Parent>] public int ParentId { get; set; } }", "Distinct needs a parent that nothing owns" },
        { "SF0034", Thing("[[|References<Parent>|], Unique] public int ParentId { get; set; }") + Parent, "there are only 10 of Parent" },
        { "SF0034", "[Forge(Rows = 5)] public partial class Pair { [Key, References<Parent>([|Skew = 1|])] public int A { get; set; } [Key, References<Parent>] public int B { get; set; } }" + Parent, "Skew would repeat keys" },
        { "SF0006", Child("ChildOf<Parent>(1, 5, [|Pattern = (CountPattern)7|])", "public int Id { get; set; }"), "Pattern is 7, and must be a member of CountPattern" },
        { "SF0006", Thing("[Timeline(\"2024-01-01\", \"2025-01-01\", [|(TrafficPattern)9|])] public DateTime At { get; set; }"), "Pattern is 9, and must be a member of TrafficPattern" },
        { "SF0006", Thing("[Normal([|double.NaN|], 1)] public double Number { get; set; }"), "Mean is NaN, and must be a finite number" },
        { "SF0007", Thing("[Uniform(0, [|1e300|])] public float Number { get; set; }"), "1E+300 is no value of type 'float'" },
        { "SF0007", Thing("[Uniform(0, [|100|]), Decimal(20, 19)] public decimal Number { get; set; }"), "100 is no value of type 'decimal(20,19)'" },
        { "SF0007", Thing("[OneOf([|null|])] public int Number { get; set; }"), "null is no value of type 'int'" },
        { "SF0036", "[Forge, ChildOf<Parent>(0, int.MaxValue)] public partial class A { public long Id { get; set; } [References<Parent>] public int ParentId { get; set; } } [Forge, [|ChildOf<A>(0, int.MaxValue)|]] public partial class B { [References<A>] public long AId { get; set; } [Ordinal] public int Number { get; set; } }" + Parent, "'B' can have up to 4.6e19 rows" },
        { "SF0038", "public partial class Outer { [Forge] private partial class [|Thing|] { public int Id { get; set; } } }", "'Thing' must be public or internal" },
        { "SF0038", "public partial class Outer { protected partial class [|Inner|] { [Forge] public partial class Thing { public int Id { get; set; } } } }", "'Inner' must be public or internal" },
        { "SF0038", "[Forge] file partial class [|Thing|] { public int Id { get; set; } }", "'Thing' must be public or internal" },
        { "SF0039", Thing("[Computed([|nameof(Make)|])] public int Number { get; set; } static int Make<T>() => 1;"), "'Make' is generic" },
        { "SF0039", Thing("[Computed([|nameof(Make)|])] public int Number { get; set; } static int Make() => 1; static int Make(int id) => id;"), "'Make' has several static overloads" },
        { "SF0039", "public class Base { private static int Make() => 1; } [Forge] public partial class Thing : Base { public int Id { get; set; } [Computed([|\"Make\"|])] public int Number { get; set; } }", "'Make' is private in 'Base'" },
        { "SF0035", "[Forge] public partial class [|Thing|] { public int Id => 1; }", "'Thing' has no property that a column could hold" },
        { "SF0050", Thing("[ForeignKey([|\"Boss\"|])] public int ParentId { get; set; } public Parent Parent { get; set; } = null!;") + Parent, "there is no property 'Boss' in 'Thing'" },
        { "SF0050", Thing("public int ParentKey { get; set; } [ForeignKey([|\"ParentKy\"|])] public Parent Parent { get; set; } = null!;") + Parent, "did you mean 'ParentKey'?" },
        { "SF0051", Thing("[[|References<Special>|]] public int SpecialId { get; set; }") + Hierarchy, "'Special' shares the table of 'Plain'" },
        { "SF0051", Thing("public int SpecialId { get; set; } public Special [|Special|] { get; set; } = null!;") + Hierarchy, "refer to 'Plain'" },
        { "SF0052", "[Forge([|Rows = 5|]), ChildOf<Parent>(1, 2)] public partial class Thing { [References<Parent>] public int ParentId { get; set; } }" + Parent, "leave Rows out" },
        { "SF0053", Thing("public string [|Create|] { get; set; } = \"\";"), "'Thing.Create' has the name of a member that is generated" },
        { "SF0053", Thing("public int [|ForgeRows|] { get; set; }"), "'Thing.ForgeRows' has the name" },
        { "SF0053", "[Forge] public partial class [|ForgeState|] { public int Id { get; set; } }", "keep the name in the database by [Table]" },
        { "SF0054", Thing("public List<Zone> [|Zones|] { get; } = [];") + " [Forge] public partial class Zone { public long Id { get; set; } public List<Thing> Things { get; } = []; }", "[References<Zone>(Distinct = true)] public long ZonesId" },
        { "SF0055", Thing("public System.Net.IPAddress [|Address|] { get; set; } = null!;"), "'Thing.Address' is of type 'System.Net.IPAddress'" },
        { "SF0056", "[Forge] public partial class Plain { public int Id { get; set; } } [Forge, [|ChildOf<Parent>(1, 2)|]] public partial class Special : Plain;" + Parent, "[ChildOf] on 'Special' belongs to 'Plain'" },
        { "SF0057", Thing("[RegularExpression([|\"(a|b)+\"|])] public string Code { get; set; } = \"\";"), "'|b)+' in \"(a|b)+\" cannot be made" },
        { "SF0058", Thing("[Fake(\"name.firstName\", [|Locale = \"en_UK\"|])] public string Name { get; set; } = \"\";"), "there is no locale 'en_UK'" },
        { "SF0059", Thing("[StringLength(4, MinimumLength = 5)] public string [|Code|] { get; set; } = \"\";"), "no length is 5 at least and 4 at most" },
        { "SF0060", Thing("[Cycle(\"DE\", \"FR\")] public string Country { get; set; } = \"\"; [[|OneOf(\"Berlin\", Given = nameof(Country), When = \"DE\")|]] public string City { get; set; } = \"\";"), "no value where 'Country' is none of the values named by When" },
        { "SF0060", Thing("[OneOf(null, true, false)] public bool? Flag { get; set; } [[|OneOf(1, Given = nameof(Flag), When = true)|], OneOf(2, Given = nameof(Flag), When = false)] public int Number { get; set; }"), "add an 'OneOf'" },
        { "SF0061", Order("[Decimal(5, 2), Sum<Line>(nameof(Line.Price))] public decimal [|Total|] { get; set; }", "[Uniform(1, 500)] public decimal Price { get; set; }"), "'Total' is decimal(5,2), and the values of 'Line.Price' add up to as much as 1500; widen 'Total'" },
        { "SF0061", Order("[Sum<Line>(nameof(Line.Price))] public sbyte [|Total|] { get; set; }", "[Uniform(-50, 0)] public int Price { get; set; }"), "as much as -150" },
        { "SF0062", "[Forge, [|ChildOf<Parent>(1, 2)|]] public partial class Leaf { public int Id { get; set; } }" + Parent, "add: [References<Parent>] public int ParentId { get; set; }" },
        { "SF0062", "[Forge, [|ChildOf<Parent>(1, 2)|]] public partial class Leaf { [References<Parent>(Distinct = true)] public int FriendId { get; set; } }" + Parent, "'Leaf' is owned by 'Parent'" },
        { "SF0063", Thing("[OneOf(\"DE\", \"FR\")] public string Country { get; set; } = \"\"; [OneOf(\"Berlin\", Given = nameof(Country), [|When = \"DEU\"|]), OneOf(\"Paris\")] public string City { get; set; } = \"\";"), "'Country' is never DEU; did you mean 'DE'?" },
        { "SF0063", Thing("[Cycle(1, 2)] public int Kind { get; set; } [OneOf(\"a\", Given = nameof(Kind), When = 2), OneOf(\"b\", Given = nameof(Kind), [|When = 3|]), OneOf(\"c\")] public string Name { get; set; } = \"\";"), "'Kind' is never 3" },
        { "SF0063", Thing("public DayOfWeek Day { get; set; } [OneOf(1, Given = nameof(Day), [|When = (DayOfWeek)9|]), OneOf(2)] public int Number { get; set; }"), "'Day' is never 9" },
        { "SF0064", Thing("[[|MaxLength(3)|]] public int Number { get; set; }"), "'MaxLength' on 'Number': values of type 'int' have no length" },
        { "SF0064", Thing("[[|Length(1, 3)|]] public DateTime At { get; set; }"), "'Length' on 'At'" },
        { "SF0007", Thing("[OneOf(1L, [|9223372036854775808UL|])] public long Number { get; set; }"), "is no value of type 'long'" },
        { "SF0007", Thing("[OneOf(1L, [|-1|])] public ulong Number { get; set; }"), "-1 is no value of type 'ulong'" },
        { "SF0007", Thing("[Decimal(4, 2), Uniform(0, [|1000|])] public decimal Number { get; set; }"), "1000 is no value of type 'decimal(4,2)'" },
        { "SF0003", Thing("public DateTime Sent { get; set; } [After([|\"Snt\"|])] public DateTime At { get; set; }"), "no column 'Snt' in 'Thing'; did you mean 'Sent'?" },
        { "SF0005", Thing("[Normal(0, 1, [|100|], 200)] public double Number { get; set; }"), "nothing lies between 100 and 200" },
        { "SF0005", Thing("[Normal(1000, 1, [|0|], 0)] public int Number { get; set; }"), "nothing lies between 0 and 0" },
        { "SF0005", Thing("[LogNormal(0, 1, [|1e6|], 1e7)] public double Number { get; set; }"), "nothing lies between 1000000 and 10000000" },
        { "SF0005", Thing("[Exponential(1, [|1e-15|])] public double Number { get; set; }"), "nothing lies between 0 and 1E-15" },
        { "SF0005", Thing("[Poisson(1000, [|10|])] public int Number { get; set; }"), "nothing lies between 0 and 10" },
        { "SF0053", "public class Base { public int [|ForgeTable|] { get; set; } } [Forge] public partial class Thing : Base { public int Id { get; set; } }", "'Thing.ForgeTable' has the name" },
    };

    [Fact]
    public void A_circle_shows_beside_the_other_mistakes_of_a_class()
    {
        var diagnostics = CompiledModel.Diagnose(Thing("""
            [Uniform(9, 1)] public int Number { get; set; }
            [Computed(nameof(MakeA))] public int A { get; set; }
            [Computed(nameof(MakeB))] public int B { get; set; }
            static int MakeA(int b) => b;
            static int MakeB(int a) => a;
            """));

        diagnostics.Select(diagnostic => diagnostic.Id).Order().ShouldBe(["SF0005", "SF0013"]);
    }

    [Theory]
    [InlineData("decimal")]
    [InlineData("double")]
    [InlineData("float")]
    public void A_whole_number_cannot_hold_the_sum_of_fractions(string child)
    {
        foreach (var owner in Whole)
        {
            var diagnostic = CompiledModel.Diagnose($$"""
                [Forge] public partial class Order { public int Id { get; set; } [Sum<Line>(nameof(Line.Price))] public {{owner}} Total { get; set; } }
                [Forge, ChildOf<Order>(3, 3)] public partial class Line { [References<Order>] public int OrderId { get; set; } public {{child}} Price { get; set; } }
                """).ShouldHaveSingleItem();
            diagnostic.Id.ShouldBe("SF0030");
            diagnostic.GetMessage().ShouldContain($"'Line.Price' is of type '{child}', which does not fit '{owner}'");
        }
    }

    private static readonly string[] Whole = ["sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong"];

    [Theory]
    [InlineData("Missing")]
    [InlineData("Zzz")]
    public void A_name_that_is_far_away_is_not_suggested(string name) =>
        CompiledModel.Diagnose(Thing($"public DateTime Sent {{ get; set; }} [After(\"{name}\")] public DateTime At {{ get; set; }}")).ShouldHaveSingleItem().GetMessage().ShouldEndWith($"there is no column '{name}' in 'Thing'");

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_reported_where_it_is(string id, string marked, string message)
    {
        var start = marked.IndexOf("[|", StringComparison.Ordinal);
        var end = marked.IndexOf("|]", StringComparison.Ordinal) - 2;
        var source = marked.Replace("[|", "").Replace("|]", "");

        var diagnostics = CompiledModel.Diagnose(source);

        var diagnostic = diagnostics.ShouldHaveSingleItem();
        diagnostic.Id.ShouldBe(id);
        diagnostic.Severity.ShouldBe(DiagnosticSeverity.Error);
        diagnostic.GetMessage().ShouldContain(message);
        diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan).ShouldBe(source[start..end]);
    }

    [Fact]
    public void Every_mistake_has_a_test_and_the_title_of_its_page()
    {
        var tested = Mistakes.Select(row => row.Data.Item1).Append("SF0037").ToHashSet();
        foreach (var descriptor in Internals.Descriptors())
        {
            tested.ShouldContain(descriptor.Id);
            File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "diagnostics", descriptor.Id + ".md")).First().ShouldBe($"# {descriptor.Id}: {descriptor.Title}");
        }
    }

    [Fact]
    public void A_mistake_in_a_parent_is_the_only_complaint()
    {
        Microsoft.CodeAnalysis.CSharp.CSharpGeneratorDriver.Create(new ModelGenerator())
            .RunGeneratorsAndUpdateCompilation(CompiledModel.Compile(Thing("[References<Broken>] public int BrokenId { get; set; }") + " [Forge] public partial class Broken { public int Id { get; set; } [NullRate(2)] public int? Other { get; set; } }"), out var compilation, out var reported);

        reported.ShouldHaveSingleItem().Id.ShouldBe("SF0006");
        compilation.GetDiagnostics().ShouldNotContain(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void Every_circle_is_reported_and_the_compiler_does_not_complain_as_well()
    {
        Microsoft.CodeAnalysis.CSharp.CSharpGeneratorDriver.Create(new ModelGenerator())
            .RunGeneratorsAndUpdateCompilation(CompiledModel.Compile(Thing("""
                [Computed(nameof(MakeA))] public int A { get; set; } [Computed(nameof(MakeB))] public int B { get; set; } static int MakeA(int b) => b; static int MakeB(int a) => a;
                [Computed(nameof(MakeC))] public int C { get; set; } static int MakeC(int c) => c;
                """) + "[Forge] public partial class Other { public int Id { get; set; } [Computed(nameof(MakeD))] public int D { get; set; } static int MakeD(int d) => d; }"), out var compilation, out var reported);

        reported.Select(diagnostic => diagnostic.GetMessage()).Order(StringComparer.Ordinal).ShouldBe(
        [
            "The value of 'A' is made from itself: A → B → A",
            "The value of 'C' is made from itself: C → C",
            "The value of 'D' is made from itself: D → D",
        ]);
        compilation.GetDiagnostics().ShouldNotContain(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void An_unforeseen_failure_is_an_error_at_the_class()
    {
        (ModelGenerator Generator, string Cause)[] failing =
        [
            (new() { ParseTable = (_, _, _) => throw new InvalidOperationException("of parsing") }, "of parsing"),
            (new() { CheckModel = _ => throw new InvalidOperationException("of checks") }, "of checks"),
            (new() { EmitTable = _ => throw new InvalidOperationException("of a table's emission") }, "of a table's emission"),
            (new() { EmitModel = (_, _) => throw new InvalidOperationException("of the model's emission") }, "of the model's emission"),
        ];

        foreach (var (generator, cause) in failing)
        {
            var result = Microsoft.CodeAnalysis.CSharp.CSharpGeneratorDriver.Create(generator).RunGenerators(CompiledModel.Compile(Thing(""))).GetRunResult().Results.Single();

            result.Exception.ShouldBeNull();
            var diagnostic = result.Diagnostics.ShouldHaveSingleItem();
            diagnostic.Id.ShouldBe("SF0037");
            diagnostic.Severity.ShouldBe(DiagnosticSeverity.Error);
            diagnostic.GetMessage().ShouldContain("InvalidOperationException: " + cause);
            diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan).ShouldBe("Thing");
        }
    }

    private static string Order(string total, string price) =>
        $"[Forge] public partial class Order {{ public int Id {{ get; set; }} {total} }} "
        + $"[Forge, ChildOf<Order>(1, 3)] public partial class Line {{ [References<Order>] public int OrderId {{ get; set; }} {price} }}";

    private const string Parent = " [Forge(Rows = 10)] public partial class Parent { public int Id { get; set; } }";

    private const string Hierarchy = " [Forge] public partial class Plain { public int Id { get; set; } } [Forge] public partial class Special : Plain;";

    private static string Thing(string members) => "[Forge] public partial class Thing { public int Id { get; set; } " + members + " }";

    private static string Child(string owner, string members) => $"[Forge, {owner}] public partial class Thing {{ {members} }}" + Parent;
}
