using System.Globalization;
using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>Values at the ends of what types and precisions hold, and nothing but nulls.</summary>
public class BoundaryTests
{
    [Theory]
    [InlineData("[Decimal(28, 20), Uniform(0, 1)]", 0, 1)]
    [InlineData("[Decimal(28, 10), Uniform(0, 1e17)]", 0, 1e17)]
    [InlineData("[Decimal(20, 19), Uniform(-9, 9)]", -9, 9)]
    [InlineData("[Decimal(28, 24), Normal(50, 1, 48, 52)]", 48, 52)]
    public void Decimals_of_many_digits_fill_their_bounds(string attributes, double least, double most)
    {
        var model = CompiledModel.Of(
            $"[Forge] public partial class Thing {{ public int Id {{ get; set; }} {attributes} public decimal Number {{ get; set; }} }}");

        var numbers = model.Rows("Thing").Select(row => (double)row.Number("Number")).ToList();

        var margin = (most - least) * 0.02;
        numbers.Min().ShouldBeInRange(least, least + margin * 10);
        numbers.Max().ShouldBeInRange(most - margin * 10, most);
        numbers.Average().ShouldBeInRange((least + most) / 2 - margin * 2, (least + most) / 2 + margin * 2);
        model.ShouldHold();
    }

    [Theory]
    [InlineData("[Uniform(double.MinValue, double.MaxValue)]", "double")]
    [InlineData("[Uniform(-3.4e38, 3.4e38)]", "float")]
    [InlineData("[Normal(0, 1e308)]", "double")]
    [InlineData("[Normal(0, 3e38)]", "float")]
    [InlineData("[LogNormal(0, 200)]", "double")]
    [InlineData("[Exponential(1e-308)]", "double")]
    public void Floating_point_numbers_stay_finite(string attribute, string type)
    {
        var model = CompiledModel.Of(
            $"[Forge] public partial class Thing {{ public int Id {{ get; set; }} {attribute} public {type} Number {{ get; set; }} }}");

        var numbers = model.Column("Thing", "Number").Select(text => double.Parse(text!, CultureInfo.InvariantCulture)).ToList();

        numbers.ShouldAllBe(number => double.IsFinite(number));
        numbers.Max().ShouldBeGreaterThan(1e37);
    }

    [Theory]
    [InlineData("OneOf((string?)null)", "string?")]
    [InlineData("OneOf(null)", "string?")]
    [InlineData("OneOf(null)", "int?")]
    [InlineData("OneOf((string?)null)", "DayOfWeek?")]
    [InlineData("Cycle(null)", "Guid?")]
    public void A_list_of_nothing_but_null_is_null(string attribute, string type)
    {
        var model = CompiledModel.Of(
            $"[Forge] public partial class Thing {{ public int Id {{ get; set; }} [{attribute}] public {type} Other {{ get; set; }} }}");

        model.Column("Thing", "Other").ShouldAllBe(value => value == null);
    }

    [Fact]
    public void Null_is_a_fallback_behind_a_condition()
    {
        var model = CompiledModel.Of("""
            [Forge] public partial class Thing
            {
                public int Id { get; set; }
                [Cycle(1, 2, 3)] public int Kind { get; set; }
                [OneOf(7, Given = nameof(Kind), When = 1), OneOf(8, null, Given = nameof(Kind), When = 2), OneOf(null)] public int? Choice { get; set; }
            }
            """);

        model.Rows("Thing").Where(row => row["Kind"] == "1").ShouldAllBe(row => row["Choice"] == "7");
        model.Rows("Thing").Where(row => row["Kind"] == "2").Select(row => row["Choice"]).Distinct().Order().ShouldBe([null, "8"]);
        model.Rows("Thing").Where(row => row["Kind"] == "3").ShouldAllBe(row => row["Choice"] == null);
    }
}
