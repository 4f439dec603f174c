namespace StellarForge.Generators.Tests.Fuzzing;

/// <summary>What mutations put into models: extremes, keywords, the names that generated code uses itself.</summary>
internal static class MutationWords
{
    public static readonly string[] Attributes =
    [
        "Sequence", "Sequence(0, 0)", "Sequence(long.MinValue, -1)", "Sequence(long.MaxValue, long.MaxValue)", "Uuid", "Uuid(TimeOrdered = true)", "Ordinal",
        "Unique", "Key", "NotMapped", "Required",
        "NullRate(0)", "NullRate(1)", "NullRate(double.NaN)", "Precision(28, 28)", "Precision(28, 0)", "Precision(1, 1)",
        "Precision(int.MaxValue, int.MinValue)", "MaxLength(1)", "MaxLength(-1)", "Length(3, 2)", "Length(0, int.MaxValue)", "MinLength(int.MaxValue)",
        "OneOf(\"{}\", \"[1]\")", "AllowedValues(1, \"[]\")", "StringLength(0)",
        "Uniform(1, 5)", "Uniform(double.MinValue, double.MaxValue)", "Uniform(long.MinValue, long.MaxValue)", "Uniform(-1e30, 1e30)", "Uniform(Min = 3)",
        "Normal(0, 1)", "Normal(double.NaN, 0)", "Normal(1e308, 1e308)",
        "LogNormal(0, 1, Max = 5)", "LogNormal(800, 1)", "Exponential(1e-300)", "Poisson(1e18)", "Poisson(double.PositiveInfinity)", "Zipf(0, 1e300)",
        "Zipf(50, 1)", "Between(\"0001-01-01\", \"9999-12-31T23:59:59.999\")",
        "Between(\"1\", \"2\")", "Between(\"00:00\", \"23:59\")", "Between(null!, null!)", "After(\"{property}\")",
        "After(\"{property}\", \"-10675199.02:48:05.4775808\", \"10675199.02:48:05.4775807\")",
        "Timeline(\"2024-01-01\", \"2025-01-01\", TrafficPattern.Weekly)", "Timeline(\"0001-01-01\", \"9999-12-31\", (TrafficPattern)99)", "Cycle(1, 2, 3)",
        "Cycle", "Cycle(null)", "Cycle(\"a\", null, \"b\")", "OneOf(1, 2)",
        "OneOf(\"a\", \"b\")", "OneOf(null)", "OneOf((string?)null)", "OneOf(new[] { 1, 2 })", "OneOf(typeof(int))", "OneOf(true, false)",
        "OneOf('a', '\\u0000')", "OneOf(double.NaN, 1e308)", "OneOf(1.5f, 2L, 3UL, 4)",
        "OneOf(\"a\", Given = \"{property}\", When = 1)", "OneOf(1, Given = \"{property}\", When = null)", "OneOf(1, 2, Weights = new double[0])",
        "OneOf(1, 2, Weights = new[] { 1.0, double.NaN })", "OneOf(1, 2, Weights = null)",
        "OneOf(1, 2, Weights = new[] { 1e308, 1e308 })", "Fake(\"name.firstName\")", "Fake(\"{{name.firstName}} {{\")", "Fake(\"\")", "Fake(null!)",
        "Fake(\"name.firstName\", Locale = \"xx\")", "Text(1, 9)", "Text(0, 0)",
        "Text(int.MaxValue, int.MaxValue)", "Pattern(\"??-####\")", "Pattern(\"\\\\\")", "Pattern(\"\")", "Pattern(null!)", "Computed(\"{property}\")",
        "Computed(\"ToString\")", "Computed(null!)", "Computed(\"Create\")",
        "Lookup(\"{property}\", \"{property}\")", "Lookup(null!, null!)", "References<{class}>", "References<{class}>(\"{property}\")",
        "References<{class}>(Skew = 1.5)", "References<{class}>(Skew = double.NaN)",
        "References<{class}>(Earlier = true)", "References<{class}>(Distinct = true)", "References<{class}>(Owner = true)",
        "References<{class}>(Role = \"class\")", "References<{class}>(Role = \"\")", "References<{class}>(Within = \"{property}\")",
        "Sum<{class}>(\"{property}\")", "Count<{class}>", "Generate<int>", "Generate<{class}>", "Column(\"x\")",
        "Column(TypeName = \"decimal(99999999999,3)\")", "Column(TypeName = \"decimal(4,2)\")", "Column(TypeName = \"timestamp(9)\")",
        "Column(TypeName = \"text\")", "Column(\"\")", "ForeignKey(\"{property}\")", "ForeignKey(\"Nope\")", "Obsolete", "Obsolete(\"gone\", true)",
    ];

    public static readonly string[] ClassAttributes =
    [
        "Forge", "Forge(Rows = 1)", "Forge(Rows = long.MaxValue)", "Forge(Rows = -1)", "Forge(Scales = false)", "ChildOf<{class}>(1, 2)",
        "ChildOf<{class}>(0, int.MaxValue)", "ChildOf<{class}>(-1, 0)",
        "ChildOf<{class}>(0, 3, Pattern = (CountPattern)7)", "ChildOf<{class}>(1, 3, Count = \"{property}\")", "Table(\"x\")", "Table(\"\")",
        "Table(\"x\", Schema = \"\")", "Obsolete(\"gone\", true)",
    ];

    public static readonly string[] Values =
    [
        "0", "1", "-1", "2", "int.MaxValue", "int.MinValue", "long.MaxValue", "long.MinValue", "ulong.MaxValue", "1e308", "-1e308", "double.NaN",
        "double.PositiveInfinity", "double.Epsilon", "0.1f", "'x'", "true", "null", "null!",
        "\"\"", "\"x\"", "\"{property}\"", "\"{class}\"", "\"2024-13-01\"", "\"2024-02-29\"", "\"99999999.00:00:00\"", "\"\\u0000\"", "\"\\ud800\"", "\"{{\"",
        "typeof(int)", "new[] { 1, 2 }", "(CountPattern)7", "(TrafficPattern)(-1)",
        "DayOfWeek.Friday", "nameof({class})", "default", "(object?)null", "1_000_000", "0x7F", "\"a\\\"b\\n\"",
    ];

    public static readonly string[] Types =
    [
        "bool", "bool?", "sbyte", "byte", "byte?", "short", "ushort", "int", "int?", "uint", "long", "long?", "ulong", "ulong?", "float", "float?", "double",
        "double?", "decimal", "decimal?", "string", "string?", "char", "char?", "DateTime",
        "DateTime?", "DateTimeOffset", "DateOnly", "DateOnly?", "TimeOnly", "TimeSpan", "TimeSpan?", "Guid", "Guid?", "byte[]", "byte[]?", "DayOfWeek",
        "DayOfWeek?", "object", "dynamic", "nint", "Half", "Int128", "int[]", "List<int>",
        "List<string>?", "IReadOnlyList<DateOnly>", "Guid?[]", "byte[][]", "System.Text.Json.JsonElement", "System.Text.Json.JsonElement?",
        "System.Text.Json.Nodes.JsonObject?", "List<DayOfWeek>", "char[]", "(int A, int B)", "Uri", "Uri?", "Version", "ReadOnlySpan<byte>", "Span<int>",
        "RowRandom", "Utf8Builder", "Action", "void", "T", "Missing", "int*", "Nullable<int>", "System.String", "global::System.Int32",
        "Environment.SpecialFolder",
    ];

    public static readonly string[] Names =
    [
        "@class", "@event", "@int", "@record", "@await", "row", "Row", "sink", "Sink", "Random", "random", "Scratch", "Value", "value", "World", "world",
        "System", "StellarForge",
        "global", "Id", "id", "_", "__", "Ä", "Count", "Total", "From", "To", "State", "Owner", "OwnerRow", "First", "End", "Choice", "Own", "Has", "Made",
        "Number", "Before", "Exists", "CountOf", "DrawRow", "Write", "WriteRow", "Table", "Schema",
        "Key", "Equals", "GetHashCode", "ToString", "Item", "Result", "Generator", "ParentValue", "Addend", "Created", "TSink", "HasId", "BufferId", "IdRow",
        "IdValue", "IdAt", "Tries", "Roots", "Max", "Math", "Rows", "Name", "Domain", "checked",
        "Create", "ForgeTable", "ForgeRows", "ForgeState", "ForgeSchema", "ForgeModel",
    ];

    public static readonly string[] Kinds = ["class", "struct", "record", "record struct", "interface", "enum", "readonly struct", "ref struct"];

    public static readonly string[] Modifiers =
    [
        "", "public", "private", "protected", "internal", "protected internal", "private protected", "file", "static", "abstract", "sealed", "virtual",
        "override", "readonly", "required", "new", "unsafe", "partial", "ref", "extern",
    ];

    public static readonly string[] Accessors =
    [
        "{ get; }", "{ get; init; }", "{ get; private set; }", "{ get; protected set; }", "{ private get; set; }", "{ set { } }",
        "{ get => default!; set { } }", "{ get => throw new Exception(); }", "=> default!;", "{ get; internal set; }",
    ];

    public static readonly string[] Outers =
    [
        "public partial class", "public static partial class", "partial struct", "public partial interface", "class", "partial record",
        "public partial class Generic<T> { partial class",
    ];
}
