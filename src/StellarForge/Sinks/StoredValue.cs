using System.Globalization;
using StellarForge.Ddl;
using StellarForge.Schema;

namespace StellarForge.Sinks;

/// <summary>
/// What a store keeps of a value whose column has a type name that can't keep it whole: a checksum is over the value as it is stored, so
/// that the model's rows and the rows read back agree.
/// </summary>
internal sealed class StoredValue
{
    private readonly StoreType[] _types;

    private StoredValue(StoreType[] types) => _types = types;

    /// <summary>The rules of a table, or <see langword="null"/> where every column keeps its values whole.</summary>
    public static StoredValue? Of(TableSchema schema)
    {
        var types = schema.Columns.Select(Lossy).ToArray();
        return types.All(type => type.Kind == StoreKind.Unknown) ? null : new StoredValue(types);
    }

    /// <summary>JSON in its canonical form, and text padded by the store without its padding.</summary>
    public ReadOnlySpan<byte> Text(int ordinal, ReadOnlySpan<byte> value) => _types[ordinal].Kind switch
    {
        StoreKind.Json or StoreKind.Jsonb => CanonicalJson.Write(value),
        StoreKind.Char => value.TrimEnd((byte)' '),
        _ => value,
    };

    /// <summary>A number as binary32, or with a decimal's digits after the point.</summary>
    public double Double(int ordinal, double value)
    {
        var type = _types[ordinal];
        return type.Kind switch
        {
            StoreKind.Single => (float)value,
            StoreKind.Decimal when type.Scale is { } scale
                && decimal.TryParse(value.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
                => (double)Math.Round(exact, scale, MidpointRounding.AwayFromZero),
            _ => value,
        };
    }

    /// <summary>A time without its time of day.</summary>
    public long Timestamp(int ordinal, long microseconds) => _types[ordinal].Kind == StoreKind.Date
        ? Canonical.DaysOf(microseconds) * TimeSpan.MicrosecondsPerDay
        : microseconds;

    private static StoreType Lossy(ColumnSchema column)
    {
        if (column.TypeName is not { } typeName)
            return default;
        var type = StoreType.Parse(typeName);
        var lossy = column.Type switch
        {
            ColumnType.Text => type.Kind is StoreKind.Json or StoreKind.Jsonb or StoreKind.Char,
            ColumnType.Single => type.Kind == StoreKind.Decimal && type.Scale is not null,
            ColumnType.Double => type.Kind == StoreKind.Single || (type.Kind == StoreKind.Decimal && type.Scale is not null),
            ColumnType.Timestamp or ColumnType.TimestampOffset => type.Kind == StoreKind.Date,
            _ => false,
        };
        return lossy ? type : default;
    }
}
