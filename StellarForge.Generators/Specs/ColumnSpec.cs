using StellarForge.Generators.Values;

namespace StellarForge.Generators.Specs;

/// <summary>A property that gets a value.</summary>
internal sealed record ColumnSpec
{
    public required string Property { get; init; }

    public required CellType Type { get; init; }

    public required string DatabaseName { get; init; }

    /// <summary>False for a helper column: computed, usable by others, not stored.</summary>
    public required bool Stored { get; init; }

    public required bool Nullable { get; init; }

    /// <summary>The probability of null, or <see langword="null"/> where the value itself decides.</summary>
    public required double? NullRate { get; init; }

    public required string? TypeName { get; init; }

    public required bool Unique { get; init; }

    public required bool IsKey { get; init; }

    /// <summary>The numbers of the classes of a hierarchy that have it, where the others' rows are null; empty where every row has.</summary>
    public EquatableArray<int> Classes { get; init; }

    /// <summary>The owned object that it belongs to, where rows may be without that.</summary>
    public OptionalPart? Optional { get; init; }

    /// <summary>How many row indices have a value.</summary>
    public required long Capacity { get; init; }

    /// <summary>How long after the time of the root owner's row the value is at most, where it says when the row is due.</summary>
    public long? LongestDelay { get; init; }

    /// <summary>The attributes as text, to be shown.</summary>
    public required string Rule { get; init; }

    public required ValueSpec Value { get; init; }
}

/// <summary>What a cell holds.</summary>
/// <param name="Kind">The logical type.</param>
/// <param name="ClrType">The property's type without its nullability, as code names it.</param>
internal sealed record CellType(CellKind Kind, string ClrType)
{
    /// <summary>Whether the property is an enum, whose number (or, where <see cref="Kind"/> is text, name) is stored.</summary>
    public bool IsEnum { get; init; }

    /// <summary>The members of an enum, the first of each number.</summary>
    public EquatableArray<EnumMember> Members { get; init; }

    /// <summary>Whether members of the enum may be combined.</summary>
    public bool IsFlags { get; init; }

    public int Precision { get; init; } = 18;

    public int Scale { get; init; } = 2;

    public int? MaxLength { get; init; }

    /// <summary>The fewest UTF-16 units of text; 0 where nothing says.</summary>
    public int MinLength { get; init; }

    /// <summary>The digits of a second's fraction that the column's type name keeps; microseconds where it says nothing.</summary>
    public int FractionDigits { get; init; } = 6;

    /// <summary>The microseconds of the smallest fraction that the column's type name keeps.</summary>
    public long Grain => (long)System.Math.Pow(10, 6 - FractionDigits);

    /// <summary>An enum whose name is stored keeps its number in cells.</summary>
    public bool StoresName { get; init; }

    /// <summary>What the text stands for.</summary>
    public TextForm Form { get; init; }

    /// <summary>The list that the text stands for as a JSON array, or <see langword="null"/>.</summary>
    public ListShape? List { get; init; }

    /// <summary>Whether the text is JSON.</summary>
    public bool IsJson => List is not null || Form >= TextForm.JsonDocument;

    /// <summary>Whether any text may be a value.</summary>
    public bool IsFreeText => Kind == CellKind.Text && !IsJson;

    /// <summary>The type as messages name it: of a decimal, with its digits.</summary>
    public string Description => Kind == CellKind.Decimal ? $"decimal({Precision},{Scale})" : ClrType;

    /// <summary>Whether the property is a <see langword="char"/>: a text of one character.</summary>
    public bool IsCharacter => ClrType == "char";

    public bool IsBytes => Kind is CellKind.Text or CellKind.Binary;

    public bool IsInteger => Kind is >= CellKind.SByte and <= CellKind.UInt64;

    public bool IsNumber => IsInteger || Kind is CellKind.Single or CellKind.Double or CellKind.Decimal;

    public bool IsWide => Kind == CellKind.Decimal && Precision > 18;
}

/// <summary>What text stands for that C# keeps as a type of its own.</summary>
internal enum TextForm
{
    Plain,
    Uri,
    JsonDocument,
    JsonElement,
    JsonNode,
}

/// <summary>A list of values in one column.</summary>
/// <param name="Item">What each of them is.</param>
/// <param name="ItemType">Their type, as code names it.</param>
/// <param name="ItemIsNullable">Whether that type has null.</param>
/// <param name="IsArray">Whether an array is a value of the property's type; else a <c>List</c> is.</param>
/// <param name="Least">The fewest that are made.</param>
/// <param name="Most">The most.</param>
internal sealed record ListShape(CellType Item, string ItemType, bool ItemIsNullable, bool IsArray, int Least, int Most);

/// <summary>A member of an enum.</summary>
internal sealed record EnumMember(string Name, long Number);

/// <summary>The logical types; the names are those of <c>StellarForge.ColumnType</c>.</summary>
internal enum CellKind
{
    Boolean,
    SByte,
    Byte,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Single,
    Double,
    Decimal,
    Text,
    Date,
    Time,
    Duration,
    Timestamp,
    TimestampOffset,
    Uuid,
    Binary,
}
