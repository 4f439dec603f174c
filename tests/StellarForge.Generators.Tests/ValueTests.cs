using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>What each attribute makes, in compiled and running models.</summary>
public class ValueTests
{
    [Fact]
    public void An_integer_key_counts_from_one_and_others_follow_their_attributes()
    {
        var model = CompiledModel.Of("""
            namespace Acme;
            [Forge(Rows = 200)]
            public partial class Thing
            {
                [Key] public int Id { get; set; }
                [Sequence(10, -2)] public long Down { get; set; }
                [Uniform(1, 3)] public byte Small { get; set; }
                [Uniform("0.10", "0.20"), Precision(5, 2)] public decimal Rate { get; set; }
                [OneOf("a", "b", Weights = new[] { 1.0, 0 })] public string Letter { get; set; } = "";
                [Cycle(1.5, 2.5)] public double Number { get; set; }
                [NullRate(0.5), Uniform(1, 9)] public int? Maybe { get; set; }
                public char Grade { get; set; }
            }
            """);

        var rows = model.Rows("Thing");

        rows.Count.ShouldBe(200);
        rows[0]["Id"].ShouldBe("1");
        rows[199]["Id"].ShouldBe("200");
        rows[3]["Down"].ShouldBe("4");
        rows.Select(row => row["Small"]).Distinct().Order().ShouldBe(["1", "2", "3"]);
        rows.ShouldAllBe(row => row.Number("Rate") >= 0.10m && row.Number("Rate") <= 0.20m);
        rows.ShouldAllBe(row => row["Letter"] == "a");
        rows[0]["Number"].ShouldBe("1.5");
        rows[1]["Number"].ShouldBe("2.5");
        rows.Count(row => row["Maybe"] is null).ShouldBeInRange(70, 130);
        rows.ShouldAllBe(row => row["Grade"]!.Length == 1);
        model.Create("Thing", 3, "Down").ShouldBe(4L);
        model.Create("Thing", 3, "Grade").ShouldBe(rows[3]["Grade"]![0]);
    }
}
