using System.Runtime.CompilerServices;

namespace StellarForge.Distributions;

/// <summary>Checks of distributions' parameters.</summary>
internal static class Parameters
{
    public static void RequireFinite(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!double.IsFinite(value))
            throw new ArgumentException($"{name} is {value}, and must be a finite number.");
    }

    public static void RequirePositive(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value > 0) || !double.IsFinite(value))
            throw new ArgumentException($"{name} is {value}, and must be a finite number above 0.");
    }

    public static void RequireNotNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= 0) || !double.IsFinite(value))
            throw new ArgumentException($"{name} is {value}, and must be a finite number of 0 or more.");
    }

    public static void RequireBounds(double min, double max)
    {
        if (!(min <= max))
            throw new ArgumentException($"Nothing lies between the bounds {min} and {max}.");
    }
}
