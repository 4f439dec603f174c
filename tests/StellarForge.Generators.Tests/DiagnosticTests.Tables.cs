namespace StellarForge.Generators.Tests;

public partial class DiagnosticTests
{
    /// <summary>What is wrong with a class, its place among tables, its references and its name.</summary>
    public static TheoryData<string, string, string> MistakesOfTables => new()
    {
        { "SF0001", "[Forge] public class [|Thing|] { public int Id { get; set; } }", "'Thing' must be declared partial" },
        { "SF0001", "public class [|Outer|] { [Forge] public partial class Thing { public int Id { get; set; } } }", "'Outer' must be declared partial" },
        { "SF0002", "[Forge] public partial class Thing[|<T>|] { public int Id { get; set; } }", "'Thing' has type parameters" },
        {
            "SF0030",
            Thing("""
                [References<Parent>] public int ParentId { get; set; }
                [Lookup(nameof(ParentId), [|nameof(Parent.Name)|])] public string[] Names { get; set; } = [];
                """) + """
                [Forge] public partial class Parent { public int Id { get; set; } public string Name { get; set; } = ""; }
                """,
            "'Name' is of type 'string'"
        },
        { "SF0055", Thing("public List<List<int>> [|Numbers|] { get; set; } = [];"), "which no column holds" },
        {
            "SF0014",
            Thing("[[|References<Other>|]] public int OtherId { get; set; }") + " public class Other { public int Id { get; set; } }",
            "'Other' is not annotated with [Forge]"
        },
        {
            "SF0014",
            "[Forge, [|ChildOf<Other>(1, 2)|]] public partial class Thing { public int Id { get; set; } } public class Other;",
            "'Other' is not annotated with [Forge]"
        },
        {
            "SF0015",
            Thing("[[|References<Other>|]] public int OtherId { get; set; }") + " [Forge] public partial class Other { public int Number { get; set; } }",
            "'Other' has no key"
        },
        {
            "SF0016",
            Thing("public int Number { get; set; } [Lookup([|nameof(Number)|], \"Id\")] public int Other { get; set; }"),
            "'Number' is not a property with [References]"
        },
        {
            "SF0016",
            Thing("public int Number { get; set; } [References<Parent>([|Within = nameof(Number)|])] public int ParentId { get; set; }") + Parent,
            "'Number' is not a property with [References]"
        },
        { "SF0017", Thing("[[|Ordinal|]] public int Number { get; set; }"), "'Ordinal' on 'Number' needs a class with [ChildOf<…>]" },
        { "SF0017", Thing("[References<Parent>([|Distinct = true|])] public int ParentId { get; set; }") + Parent, "needs a class with [ChildOf<…>]" },
        { "SF0018", Thing("[[|Count<Parent>|]] public int Number { get; set; }") + Parent, "'Parent' is not owned by 'Thing'" },
        {
            "SF0029",
            """
            [Forge, [|ChildOf<B>(1, 2)|]] public partial class A { public int Id { get; set; } }
            [Forge, ChildOf<A>(1, 2)] public partial class B { public int Id { get; set; } }
            """,
            "A → B → A"
        },
        {
            "SF0030",
            Thing("[[|References<Parent>|]] public Guid ParentId { get; set; }") + Parent,
            "'Parent.Id' is of type 'int', which does not fit 'System.Guid'"
        },
        {
            "SF0030",
            Thing("[[|References<Wide>|]] public int WideId { get; set; }") + " [Forge] public partial class Wide { public long Id { get; set; } }",
            "'Wide.Id' is of type 'long'"
        },
        { "SF0032", "[Forge] public partial class [|Thing|] { public Thing(object other) { } public int Id { get; set; } }", "needs a constructor" },
        { "SF0032", "[Forge] public abstract partial class [|Thing|] { public int Id { get; set; } }", "needs a constructor" },
        {
            "SF0033",
            """
            [Forge, Table("things")] public partial class A { public int Id { get; set; } }
            [Forge, Table("Things")] public partial class [|B|] { public int Id { get; set; } }
            """,
            "'A' and 'B' are both the table 'Things'"
        },
        {
            "SF0034",
            Thing("[References<Parent>([|Earlier = true|])] public int? ParentId { get; set; }") + Parent,
            "Earlier is for references of a class to itself"
        },
        {
            "SF0034",
            Child("ChildOf<Parent>(1, 2)", """
                [References<Parent>] public int ParentId { get; set; }
                [References<Leaf>([|Distinct = true|])] public int LeafId { get; set; }
                """) + """
                [Forge, ChildOf<Parent>(1, 2)] public partial class Leaf { public int Id { get; set; } [References<Parent>] public int ParentId { get; set; } }
                """,
            "Distinct needs a parent that nothing owns"
        },
        { "SF0034", Thing("[[|References<Parent>|], Unique] public int ParentId { get; set; }") + Parent, "there are only 10 of Parent" },
        {
            "SF0034",
            """
            [Forge(Rows = 5)] public partial class Pair
            {
                [Key, References<Parent>([|Skew = 1|])] public int A { get; set; }
                [Key, References<Parent>] public int B { get; set; }
            }
            """ + Parent,
            "Skew would repeat keys"
        },
        {
            "SF0036",
            """
            [Forge, ChildOf<Parent>(0, int.MaxValue)] public partial class A
            {
                public long Id { get; set; }
                [References<Parent>] public int ParentId { get; set; }
            }

            [Forge, [|ChildOf<A>(0, int.MaxValue)|]] public partial class B
            {
                [References<A>] public long AId { get; set; }
                [Ordinal] public int Number { get; set; }
            }
            """ + Parent,
            "'B' can have up to 4.6e19 rows"
        },
        {
            "SF0038",
            "public partial class Outer { [Forge] private partial class [|Thing|] { public int Id { get; set; } } }",
            "'Thing' must be public or internal"
        },
        {
            "SF0038",
            "public partial class Outer { protected partial class [|Inner|] { [Forge] public partial class Thing { public int Id { get; set; } } } }",
            "'Inner' must be public or internal"
        },
        { "SF0038", "[Forge] file partial class [|Thing|] { public int Id { get; set; } }", "'Thing' must be public or internal" },
        { "SF0035", "[Forge] public partial class [|Thing|] { public int Id => 1; }", "'Thing' has no property that a column could hold" },
        {
            "SF0050",
            Thing("[ForeignKey([|\"Boss\"|])] public int ParentId { get; set; } public Parent Parent { get; set; } = null!;") + Parent,
            "there is no property 'Boss' in 'Thing'"
        },
        {
            "SF0050",
            Thing("public int ParentKey { get; set; } [ForeignKey([|\"ParentKy\"|])] public Parent Parent { get; set; } = null!;") + Parent,
            "did you mean 'ParentKey'?"
        },
        { "SF0051", Thing("[[|References<Special>|]] public int SpecialId { get; set; }") + Hierarchy, "'Special' shares the table of 'Plain'" },
        { "SF0051", Thing("public int SpecialId { get; set; } public Special [|Special|] { get; set; } = null!;") + Hierarchy, "refer to 'Plain'" },
        {
            "SF0052",
            "[Forge([|Rows = 5|]), ChildOf<Parent>(1, 2)] public partial class Thing { [References<Parent>] public int ParentId { get; set; } }" + Parent,
            "leave Rows out"
        },
        { "SF0053", Thing("public string [|Create|] { get; set; } = \"\";"), "'Thing.Create' has the name of a member that is generated" },
        { "SF0053", Thing("public int [|ForgeRows|] { get; set; }"), "'Thing.ForgeRows' has the name" },
        { "SF0053", "[Forge] public partial class [|ForgeState|] { public int Id { get; set; } }", "keep the name in the database by [Table]" },
        {
            "SF0054",
            Thing("public List<Zone> [|Zones|] { get; } = [];") +
                "[Forge] public partial class Zone { public long Id { get; set; } public List<Thing> Things { get; } = []; }",
            "[References<Zone>(Distinct = true)] public long ZonesId"
        },
        { "SF0055", Thing("public System.Net.IPAddress [|Address|] { get; set; } = null!;"), "'Thing.Address' is of type 'System.Net.IPAddress'" },
        {
            "SF0056",
            """
            [Forge] public partial class Plain { public int Id { get; set; } }
            [Forge, [|ChildOf<Parent>(1, 2)|]] public partial class Special : Plain;
            """ + Parent,
            "[ChildOf] on 'Special' belongs to 'Plain'"
        },
        {
            "SF0062",
            "[Forge, [|ChildOf<Parent>(1, 2)|]] public partial class Leaf { public int Id { get; set; } }" + Parent,
            "add: [References<Parent>] public int ParentId { get; set; }"
        },
        {
            "SF0062",
            "[Forge, [|ChildOf<Parent>(1, 2)|]] public partial class Leaf { [References<Parent>(Distinct = true)] public int FriendId { get; set; } }" + Parent,
            "'Leaf' is owned by 'Parent'"
        },
        {
            "SF0053",
            "public class Base { public int [|ForgeTable|] { get; set; } } [Forge] public partial class Thing : Base { public int Id { get; set; } }",
            "'Thing.ForgeTable' has the name"
        },
        {
            "SF0016",
            Thing("[Uniform(1, 9), References<Parent>] public int ParentId { get; set; } [Lookup([|nameof(ParentId)|], \"Id\")] public int Other { get; set; }")
                + Parent,
            "'ParentId' is not a property with [References] that makes its value"
        },
        {
            "SF0065",
            Thing("[[|References<Leg>|]] public int LegNumber { get; set; }") + Legs,
            "the key of 'Leg' is (VoyageId, Number), and nothing says what holds VoyageId, Number;"
        },
        { "SF0065", Thing("[[|References<Leg>|]] public int VoyageId { get; set; }") + Legs, "nothing says what holds Number;" },
        {
            "SF0065",
            Thing("[References<Voyage>] public int TripId { get; set; } [[|References<Leg>(Within = nameof(TripId))|]] public int VoyageId { get; set; }")
                + Legs,
            "nothing says what holds Number;"
        },
    };
}
