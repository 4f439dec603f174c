using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StellarForge.Data;
using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>Code in the making, and rows in pieces.</summary>
public class RobustnessTests
{
    [Theory]
    [InlineData("Tpch")]
    [InlineData("Bank")]
    [InlineData("Social")]
    public void Half_written_code_never_breaks_the_generator(string name)
    {
        var tokens = CSharpSyntaxTree.ParseText(Models.Source(name)).GetRoot().DescendantTokens().ToList();
        var random = new Random(1);

        for (var round = 0; round < 60; round++)
        {
            var first = random.Next(tokens.Count);
            var missing = tokens.Skip(first).Take(random.Next(1, 6)).ToHashSet();
            var source = string.Concat(tokens.Where(token => !missing.Contains(token)).Select(token => token.ToFullString()));

            var result = CSharpGeneratorDriver.Create(new ModelGenerator()).RunGenerators(CompiledModel.Compile(source)).GetRunResult().Results.Single();

            result.Exception.ShouldBeNull(string.Concat(missing));
        }
    }

    [Theory]
    [InlineData("Tpch", "LineItem")]
    [InlineData("Social", "Comment")]
    [InlineData("School", "Enrollment")]
    public void A_full_sink_pauses_the_rows_and_goes_on_where_they_stopped(string name, string table)
    {
        var model = CompiledModel.Of(Models.Source(name));
        var expected = model.Rows(table);
        var column = model[table].Schema.Columns[0].Property;

        // The reader is full after each row.
        using var reader = new RowReader(model[table], World.Default);
        foreach (var row in expected)
        {
            reader.Read().ShouldBeTrue();
            Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture).ShouldBe(row[column]);
        }

        reader.Read().ShouldBeFalse();
    }
}
