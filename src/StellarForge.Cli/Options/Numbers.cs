using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace StellarForge.Cli.Options;

/// <summary>Reads numbers as people write them (<c>5e6</c>, <c>1_000</c>), with an error that says what is wanted.</summary>
internal static class Numbers
{
    /// <summary>A parser for an option or argument.</summary>
    /// <param name="min">The least value that does.</param>
    /// <param name="wanted">What the error asks for.</param>
    public static Func<ArgumentResult, T> Parse<T>(T min, string wanted)
        where T : struct, INumber<T> =>
        argument =>
        {
            var text = argument.Tokens[^1].Value;
            if (TryParse<T>(text, out var value) && value >= min)
                return value;
            argument.AddError($"{OptionName(argument)} takes {wanted}, not '{text}'.");
            return default;
        };

    /// <summary>Exact: <c>5e6</c> is a whole number, <c>0.5</c> and <c>1e30</c> are none that a <see cref="long"/> can hold.</summary>
    public static bool TryParse<T>(string text, out T value)
        where T : struct, INumber<T> =>
        T.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out value) && T.IsFinite(value);

    private static string OptionName(ArgumentResult argument) =>
        argument.Parent is OptionResult option ? option.Option.Name : argument.Argument.Name;
}
