using StellarForge.Generators.Values;

namespace StellarForge.Generators.Parsing;

/// <summary>The attributes that make a value, and what reads each. A new one is a file in Values and a line here.</summary>
internal static class ValueAttributes
{
    public static readonly Dictionary<string, Func<ValueReader, ValueSpec?>> Readers = new()
    {
        [AttributeNames.Sequence] = SequenceValue.Read,
        [AttributeNames.Ordinal] = OrdinalValue.Read,
        [AttributeNames.Uuid] = UuidValue.Read,
        [AttributeNames.Uniform] = UniformValue.Read,
        [AttributeNames.Between] = UniformValue.Read,
        [AttributeNames.Normal] = DistributionValue.Normal,
        [AttributeNames.LogNormal] = DistributionValue.LogNormal,
        [AttributeNames.Exponential] = DistributionValue.Exponential,
        [AttributeNames.Poisson] = DistributionValue.Poisson,
        [AttributeNames.Zipf] = DistributionValue.Zipf,
        [AttributeNames.After] = AfterValue.Read,
        [AttributeNames.Timeline] = TimelineValue.Read,
        [AttributeNames.Cycle] = CycleValue.Read,
        [AttributeNames.OneOf] = ChoiceValue.Read,
        [AttributeNames.Fake] = TextValue.Fake,
        [AttributeNames.Text] = TextValue.Text,
        [AttributeNames.Pattern] = TextValue.Pattern,
        [AttributeNames.Computed] = ComputedValue.Read,
        [AttributeNames.Generate] = GeneratedValue.Read,
        [AttributeNames.Lookup] = RelationValue.ReadLookup,
        [AttributeNames.Sum] = TotalValue.ReadSum,
        [AttributeNames.Count] = TotalValue.ReadCount,
    };
}
