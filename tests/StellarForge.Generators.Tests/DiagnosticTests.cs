using Microsoft.CodeAnalysis;
using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>Every mistake that can be known at compile time: its id, the token it points at, and a message that says what to do.</summary>
public partial class DiagnosticTests
{
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
                [Forge, ChildOf<Order>(3, 3)]
                public partial class Line { [References<Order>] public int OrderId { get; set; } public {{child}} Price { get; set; } }
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
        CompiledModel.Diagnose(Thing($"public DateTime Sent {{ get; set; }} [After(\"{name}\")] public DateTime At {{ get; set; }}"))
            .ShouldHaveSingleItem().GetMessage().ShouldEndWith($"there is no column '{name}' in 'Thing'");

    [Theory]
    [MemberData(nameof(MistakesOfColumns))]
    [MemberData(nameof(MistakesOfTables))]
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
        var tested = MistakesOfColumns.Concat(MistakesOfTables).Select(row => row.Data.Item1).Append("SF0037").ToHashSet();
        foreach (var descriptor in Internals.Descriptors())
        {
            tested.ShouldContain(descriptor.Id);
            var page = Path.Combine(AppContext.BaseDirectory, "docs", "diagnostics", descriptor.Id + ".md");
            File.ReadLines(page).First().ShouldBe($"# {descriptor.Id}: {descriptor.Title}");
        }
    }

    [Fact]
    public void A_mistake_in_a_parent_is_the_only_complaint()
    {
        var model = Thing("[References<Broken>] public int BrokenId { get; set; }") +
            "[Forge] public partial class Broken { public int Id { get; set; } [NullRate(2)] public int? Other { get; set; } }";
        Microsoft.CodeAnalysis.CSharp.CSharpGeneratorDriver.Create(new ModelGenerator())
            .RunGeneratorsAndUpdateCompilation(CompiledModel.Compile(model), out var compilation, out var reported);

        reported.ShouldHaveSingleItem().Id.ShouldBe("SF0006");
        compilation.GetDiagnostics().ShouldNotContain(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    [Theory]
    [InlineData("SF0014", "[References<Other>] public int ToId { get; set; }")]
    [InlineData("SF0065", "[References<Leg>] public int ToId { get; set; }")]
    [InlineData("SF0030", "[References<Parent>] public Guid ToId { get; set; }")]
    [InlineData("SF0024", "[References<Parent>] public object ToId { get; set; }")]
    [InlineData("SF0015", "public int ToId { get; set; } public Keyless To { get; set; }")]
    [InlineData("SF0050", "[ForeignKey(\"Nope\")] public int ToId { get; set; }")]
    public void What_goes_by_way_of_a_reference_with_a_mistake_is_not_reported_as_well(string id, string reference)
    {
        const string Others = Parent + Legs + "public class Other; [Forge] public partial class Keyless { public int Number { get; set; } }";
        const string Owned =
            "[Forge, ChildOf<Parent>(1, 2)] public partial class Leaf { public int Id { get; set; } [References<Parent>] public int ParentId { get; set; } }";
        var looked = $"{reference} [Lookup(\"ToId\", \"Id\")] public int? Looked {{ get; set; }}";
        var model = Thing(looked + " [References<Leaf>(Within = \"ToId\")] public int? LeafId { get; set; }") + Others + Owned;

        CompiledModel.Diagnose(model).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public void Every_circle_is_reported_and_the_compiler_does_not_complain_as_well()
    {
        var model = Thing("""
            [Computed(nameof(MakeA))] public int A { get; set; }
            [Computed(nameof(MakeB))] public int B { get; set; }
            [Computed(nameof(MakeC))] public int C { get; set; }
            static int MakeA(int b) => b;
            static int MakeB(int a) => a;
            static int MakeC(int c) => c;
            """) +
            """
            [Forge] public partial class Other
            {
                public int Id { get; set; }
                [Computed(nameof(MakeD))] public int D { get; set; }
                static int MakeD(int d) => d;
            }
            """;
        Microsoft.CodeAnalysis.CSharp.CSharpGeneratorDriver.Create(new ModelGenerator())
            .RunGeneratorsAndUpdateCompilation(CompiledModel.Compile(model), out var compilation, out var reported);

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
            var result = Microsoft.CodeAnalysis.CSharp.CSharpGeneratorDriver.Create(generator)
                .RunGenerators(CompiledModel.Compile(Thing(""))).GetRunResult().Results.Single();

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

    private const string Legs = " [Forge] public partial class Voyage { public int Id { get; set; } } [Forge, ChildOf<Voyage>(1, 5)] public partial class Leg "
        + "{ [References<Voyage>] public int VoyageId { get; set; } [Ordinal] public int Number { get; set; } }";

    private const string Hierarchy = " [Forge] public partial class Plain { public int Id { get; set; } } [Forge] public partial class Special : Plain;";

    private static string Thing(string members) => "[Forge] public partial class Thing { public int Id { get; set; } " + members + " }";

    private static string Child(string owner, string members) => $"[Forge, {owner}] public partial class Thing {{ {members} }}" + Parent;
}
