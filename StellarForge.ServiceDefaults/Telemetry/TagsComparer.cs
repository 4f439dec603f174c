using Tags = System.Collections.Generic.KeyValuePair<string, object?>[];
using TagSpan = System.ReadOnlySpan<System.Collections.Generic.KeyValuePair<string, object?>>;

namespace StellarForge.ServiceDefaults;

/// <summary>Compares attributes whatever their order, and finds those of a measurement without making an object of them.</summary>
internal sealed class TagsComparer : IEqualityComparer<Tags>, IAlternateEqualityComparer<TagSpan, Tags>
{
    public static TagsComparer Instance { get; } = new();

    public bool Equals(Tags? x, Tags? y) => Equals(x.AsSpan(), y);

    public bool Equals(TagSpan alternate, Tags? other)
    {
        if (alternate.Length != other?.Length)
            return false;
        for (var index = 0; index < alternate.Length; index++)
        {
            // Mostly they come in one order.
            if (!IsSame(alternate[index], other[index]) && !Has(other, alternate[index]))
                return false;
        }

        return true;
    }

    public int GetHashCode(Tags obj) => GetHashCode(obj.AsSpan());

    public int GetHashCode(TagSpan alternate)
    {
        var hash = alternate.Length;
        foreach (var tag in alternate)
            hash += HashCode.Combine(tag.Key, tag.Value);
        return hash;
    }

    public Tags Create(TagSpan alternate) => alternate.ToArray();

    private static bool Has(Tags tags, KeyValuePair<string, object?> wanted)
    {
        foreach (var tag in tags)
        {
            if (IsSame(tag, wanted))
                return true;
        }

        return false;
    }

    private static bool IsSame(KeyValuePair<string, object?> tag, KeyValuePair<string, object?> other) =>
        tag.Key == other.Key && Equals(tag.Value, other.Value);
}
