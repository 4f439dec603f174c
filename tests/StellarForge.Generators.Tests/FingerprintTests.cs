using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>The fingerprint of a column differs wherever its values may, and is the same where words alone differ.</summary>
public class FingerprintTests
{
    [Theory]
    [InlineData("[Range(1, 5)] public int Value", "[Range(1, 500)] public int Value")]
    [InlineData("[Range(1, 5)] public int Value", "[Range(1, 5, MaximumIsExclusive = true)] public int Value")]
    [InlineData("[AllowedValues(1, 2)] public int Value", "[AllowedValues(1, 3)] public int Value")]
    [InlineData("[RegularExpression(\"[ab]\")] public string? Value", "[RegularExpression(\"[bc]\")] public string? Value")]
    [InlineData("[MinLength(30)] public string City", "[MinLength(40)] public string City")]
    [InlineData("[Length(5, 9)] public string? Value", "[Length(7, 9)] public string? Value")]
    [InlineData("[Length(1, 2)] public int[] Value", "[Length(1, 9)] public int[] Value")]
    [InlineData("[EmailAddress] public string? Value", "[Phone] public string? Value")]
    [InlineData("public Two Value", "public Three Value")]
    [InlineData("[Column(TypeName = \"text\")] public Two Value", "[Column(TypeName = \"text\")] public OtherTwo Value")]
    [InlineData("public string Value", "public char Value")]
    [InlineData("public int? Value", "[NullRate(0.5)] public int? Value")]
    [InlineData("public double Value", "[Unique, Uniform(\"0.01\", \"99.00\")] public decimal Value")]
    [InlineData("[Uniform(1, 900)] public int Value", "[Unique, Uniform(1, 900)] public int Value")]
    [InlineData("[OneOf(\"a\", \"b\")] public string? Value", "[OneOf(\"a\\\" \\\"b\")] public string? Value")]
    [InlineData("[OneOf(1, 2, Weights = new[] { 1.0, 2.0 })] public int Value", "[OneOf(1, 2, Weights = new[] { 1.0, 2.5 })] public int Value")]
    [InlineData("[References<Thing>(Earlier = true)] public int? Value", "[References<Thing>(Earlier = true, Skew = 0.5)] public int? Value")]
    [InlineData("[Computed(nameof(One))] public int Value", "[Computed(nameof(Other))] public int Value")]
    [InlineData("[NotMapped, NullRate(0.5), Range(1, 5)] public int? Helper", "[NotMapped, NullRate(0.5), Range(1, 500)] public int? Helper")]
    [InlineData("[NotMapped, Uniform(1, 5)] public int Helper", "[NotMapped, Uniform(1, 500)] public int Helper")]
    public void Other_values_have_another_fingerprint(string before, string after) => Of(before).ShouldNotBe(Of(after));

    [Theory]
    [InlineData("[Normal(4, 2)] public double Value", "[Normal(4, 2, double.NegativeInfinity, double.PositiveInfinity)] public double Value")]
    [InlineData("[Uniform(\"1\", \"5.0\")] public int Value", "[Uniform(1, 5)] public int Value")]
    [InlineData("[Range(1, 5)] public int Value", "[Uniform(1, 5)] public int Value")]
    [InlineData("public Two Value", "public OtherTwo Value")]
    [InlineData("[Computed(nameof(One))] public int Value", "[Computed(\"One\")] public int Value")]
    public void Words_alone_make_no_other_fingerprint(string before, string after) => Of(before).ShouldBe(Of(after));

    [Fact]
    public void Classes_that_move_to_another_namespace_keep_their_fingerprints()
    {
        const string Property = "[References<Thing>(Earlier = true)] public int? Value";
        Of(Property, "Acme").ShouldBe(Of(Property, "Contoso.Shop"));
    }

    [Fact]
    public void The_number_of_children_has_a_fingerprint()
    {
        Children("ChildOf<Parent>(1, 3)").ShouldNotBe(Children("ChildOf<Parent>(1, 4)"));
        Children("ChildOf<Parent>(1, 3)").ShouldBe(Children("ChildOf<Parent>(min: 1, max: 3)"));

        static string Children(string attribute) => CompiledModel.Of($$"""
            namespace Acme;
            [Forge(Rows = 10)] public partial class Parent { public int Id { get; set; } }
            [Forge, {{attribute}}] public partial class Child { [References<Parent>] public int ParentId { get; set; } }
            """)["Child"].Schema.Fingerprint;
    }

    // Of the column Value or, as text, of all: with the table's own, which is that of the helper columns.
    private static string Of(string property, string space = "Acme")
    {
        var value = property.Contains("string ", StringComparison.Ordinal) || property.Contains("[] ", StringComparison.Ordinal) ? " = default!;" : "";
        var schema = CompiledModel.Of($$"""
            namespace {{space}};
            public enum Two { A, B }
            public enum OtherTwo { C, D }
            public enum Three { A, B, C }
            [Forge(Rows = 200)]
            public partial class Thing
            {
                public int Id { get; set; }
                {{property}} { get; set; }{{value}}
                private static int One(long row) => (int)row + 1;
                private static int Other(long row) => (int)row + 2;
            }
            """)["Thing"].Schema;

        schema.Columns.ShouldAllBe(column => column.Fingerprint.Length == 16);
        return string.Join(" ", schema.Columns.Select(column => column.Fingerprint).Append(schema.Fingerprint));
    }
}
