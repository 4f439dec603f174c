namespace StellarForge.ServiceDefaults;

/// <summary>Marks a setting that may change while the service runs. A change of any other needs a restart.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ReloadsAttribute : Attribute;
