using System.Collections.Frozen;
using System.Globalization;

namespace StellarForge.Ddl;

/// <summary>What a type name of any dialect means.</summary>
public enum StoreKind
{
    /// <summary>A name that no common type has: an enum, a domain, a type of an extension.</summary>
    Unknown,
    /// <summary>True or false.</summary>
    Boolean,
    /// <summary>An integer of 8 bits.</summary>
    Int8,
    /// <summary>An integer of 16 bits.</summary>
    Int16,
    /// <summary>An integer of 32 bits.</summary>
    Int32,
    /// <summary>An integer of 64 bits.</summary>
    Int64,
    /// <summary>An exact decimal.</summary>
    Decimal,
    /// <summary>IEEE 754 binary32.</summary>
    Single,
    /// <summary>IEEE 754 binary64.</summary>
    Double,
    /// <summary>Text of varying length.</summary>
    Text,
    /// <summary>Text padded to its length.</summary>
    Char,
    /// <summary>JSON, kept as text.</summary>
    Json,
    /// <summary>JSON, kept parsed.</summary>
    Jsonb,
    /// <summary>XML.</summary>
    Xml,
    /// <summary>A date.</summary>
    Date,
    /// <summary>A time of day.</summary>
    Time,
    /// <summary>A date and time.</summary>
    Timestamp,
    /// <summary>A date and time with a time zone.</summary>
    TimestampOffset,
    /// <summary>A span of time.</summary>
    Interval,
    /// <summary>A UUID.</summary>
    Uuid,
    /// <summary>Bytes.</summary>
    Binary,
}

/// <summary>A type name as <c>[Column(TypeName = …)]</c> has it, understood.</summary>
/// <param name="Kind">What the name means.</param>
/// <param name="Name">The name in lower case, without arguments.</param>
/// <param name="Length">The first argument: a length, or all digits of a decimal; <see langword="null"/> without one (or with <c>max</c>).</param>
/// <param name="Scale">The digits of a decimal after the point; <see langword="null"/> where the name does not say.</param>
public readonly record struct StoreType(StoreKind Kind, string Name, int? Length, int? Scale)
{
    private static readonly FrozenDictionary<string, StoreKind> Kinds = new Dictionary<string, StoreKind>
    {
        ["boolean"] = StoreKind.Boolean,
        ["bool"] = StoreKind.Boolean,
        ["bit"] = StoreKind.Boolean,
        ["tinyint"] = StoreKind.Int8,
        ["smallint"] = StoreKind.Int16,
        ["int2"] = StoreKind.Int16,
        ["int"] = StoreKind.Int32,
        ["int4"] = StoreKind.Int32,
        ["integer"] = StoreKind.Int32,
        ["mediumint"] = StoreKind.Int32,
        ["bigint"] = StoreKind.Int64,
        ["int8"] = StoreKind.Int64,
        ["decimal"] = StoreKind.Decimal,
        ["numeric"] = StoreKind.Decimal,
        ["dec"] = StoreKind.Decimal,
        ["money"] = StoreKind.Decimal,
        ["smallmoney"] = StoreKind.Decimal,
        ["real"] = StoreKind.Single,
        ["float4"] = StoreKind.Single,
        ["float"] = StoreKind.Double,
        ["float8"] = StoreKind.Double,
        ["double"] = StoreKind.Double,
        ["double precision"] = StoreKind.Double,
        ["text"] = StoreKind.Text,
        ["ntext"] = StoreKind.Text,
        ["tinytext"] = StoreKind.Text,
        ["mediumtext"] = StoreKind.Text,
        ["longtext"] = StoreKind.Text,
        ["clob"] = StoreKind.Text,
        ["varchar"] = StoreKind.Text,
        ["nvarchar"] = StoreKind.Text,
        ["varchar2"] = StoreKind.Text,
        ["character varying"] = StoreKind.Text,
        ["citext"] = StoreKind.Text,
        ["char"] = StoreKind.Char,
        ["nchar"] = StoreKind.Char,
        ["character"] = StoreKind.Char,
        ["bpchar"] = StoreKind.Char,
        ["json"] = StoreKind.Json,
        ["jsonb"] = StoreKind.Jsonb,
        ["xml"] = StoreKind.Xml,
        ["date"] = StoreKind.Date,
        ["time"] = StoreKind.Time,
        ["time without time zone"] = StoreKind.Time,
        ["timestamp"] = StoreKind.Timestamp,
        ["timestamp without time zone"] = StoreKind.Timestamp,
        ["datetime"] = StoreKind.Timestamp,
        ["datetime2"] = StoreKind.Timestamp,
        ["smalldatetime"] = StoreKind.Timestamp,
        ["timestamptz"] = StoreKind.TimestampOffset,
        ["timestamp with time zone"] = StoreKind.TimestampOffset,
        ["datetimeoffset"] = StoreKind.TimestampOffset,
        ["interval"] = StoreKind.Interval,
        ["uuid"] = StoreKind.Uuid,
        ["uniqueidentifier"] = StoreKind.Uuid,
        ["bytea"] = StoreKind.Binary,
        ["blob"] = StoreKind.Binary,
        ["tinyblob"] = StoreKind.Binary,
        ["mediumblob"] = StoreKind.Binary,
        ["longblob"] = StoreKind.Binary,
        ["binary"] = StoreKind.Binary,
        ["varbinary"] = StoreKind.Binary,
        ["image"] = StoreKind.Binary,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Reads a type name such as <c>decimal(10, 2)</c> or <c>timestamp(3) with time zone</c>; case and spaces do not matter.</summary>
    public static StoreType Parse(string typeName)
    {
        var open = typeName.IndexOf('(', StringComparison.Ordinal);
        var close = typeName.IndexOf(')', StringComparison.Ordinal);
        var (words, arguments) = open < 0 || close < open
            ? (typeName, "")
            : ($"{typeName[..open]} {typeName[(close + 1)..]}", typeName[(open + 1)..close]);
        var name = string.Join(' ', words.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var numbers = arguments.Split(',').Select(ParseArgument).ToArray();
        var kind = name == "tinyint" && numbers[0] == 1 ? StoreKind.Boolean : Kinds.GetValueOrDefault(name);

        // decimal(10) has no digits after the point; decimal alone has as many as the database likes.
        int? scale = numbers.Length > 1 ? numbers[1] : kind == StoreKind.Decimal && numbers[0] is not null ? 0 : null;
        return new StoreType(kind, name, numbers[0], scale);
    }

    private static int? ParseArgument(string argument) =>
        int.TryParse(argument, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
