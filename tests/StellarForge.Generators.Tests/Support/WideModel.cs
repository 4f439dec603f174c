namespace StellarForge.Generators.Tests.Support;

/// <summary>A table of three hundred columns, of ten kinds: more than the JIT inlines into one method.</summary>
internal static class WideModel
{
    public static string Source
    {
        get
        {
            var members = string.Join('\n', Enumerable.Range(0, 300).Select(number => (number % 10) switch
            {
                0 => $"[Cycle({number})] public int C{number} {{ get; set; }}",
                1 => $"[Fake(\"name.firstName\")] public string C{number} {{ get; set; }} = \"\";",
                2 => $"[NullRate(0.5), Uniform(1, 9)] public int? C{number} {{ get; set; }}",
                3 => $"[Computed(nameof(Next))] public int C{number} {{ get; set; }} static int Next(int c0) => c0 + 1;".Replace("Next", "Next" + number),
                4 => $"public DateTime C{number} {{ get; set; }}",
                5 => $"[Uniform(0.0, 5.0)] public decimal C{number} {{ get; set; }}",
                6 => $"public Guid C{number} {{ get; set; }}",
                7 => $"[Text(1, 30)] public string? C{number} {{ get; set; }}",
                8 => $"[OneOf(\"a\", \"b\")] public string C{number} {{ get; set; }} = \"\";",
                _ => $"[Computed(nameof(Copy{number}))] public string C{number} {{ get; set; }} = \"\"; " +
                    $"static ReadOnlySpan<byte> Copy{number}(ReadOnlySpan<byte> c1) => c1;",
            }));
            return $"namespace Acme; [Forge(Rows = 50)] public partial class Wide {{ {members} }}";
        }
    }
}
