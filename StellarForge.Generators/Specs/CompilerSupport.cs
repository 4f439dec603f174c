namespace System.Runtime.CompilerServices
{
    /// <summary>What init-only properties need on .NET Standard 2.0.</summary>
    internal static class IsExternalInit;

    /// <summary>What required properties need on .NET Standard 2.0.</summary>
    [AttributeUsage(AttributeTargets.All)]
    internal sealed class RequiredMemberAttribute : Attribute;

    /// <summary>What required properties need on .NET Standard 2.0.</summary>
    [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
    internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
    {
        public string FeatureName { get; } = featureName;
    }

    /// <summary>What templates of source code need on .NET Standard 2.0.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
    internal sealed class InterpolatedStringHandlerAttribute : Attribute;
}

namespace System.Diagnostics.CodeAnalysis
{
    /// <summary>What required properties of records need on .NET Standard 2.0.</summary>
    [AttributeUsage(AttributeTargets.Constructor)]
    internal sealed class SetsRequiredMembersAttribute : Attribute;
}
