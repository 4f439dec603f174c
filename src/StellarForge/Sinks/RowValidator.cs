using System.Globalization;
using System.Text;
using System.Text.Unicode;
using StellarForge.Schema;
using Kind = StellarForge.Sinks.StagedRow.Kind;

namespace StellarForge.Sinks;

/// <summary>
/// Refuses a row with a value that its column can't hold. A decoder does so whose rows are stored: <see cref="StoredValueConverter"/> hands on what it can't
/// convert as text, for <c>verify</c> to report as a difference, and a store would take that text for the bytes of a number.
/// </summary>
/// <remarks>Nothing is allocated for a row that fits. Safe to share between threads.</remarks>
public sealed class RowValidator
{
    // As text; a message shows less.
    private const int LongestExcerpt = 256;

    private readonly TableSchema _schema;
    private readonly Domain[] _domains;

    /// <summary>Works out what each column holds.</summary>
    /// <param name="schema">The table.</param>
    public RowValidator(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        _schema = schema;
        _domains = [.. schema.Columns.Select(Domain.Of)];
    }

    /// <summary>Checks every column.</summary>
    /// <param name="row">A row of the table.</param>
    /// <exception cref="ColumnValueException">A column can't hold its value.</exception>
    public void Check(StagedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        for (var ordinal = 0; ordinal < _domains.Length; ordinal++)
        {
            if (!_domains[ordinal].Holds(row, ordinal))
                throw new ColumnValueException(_schema, ordinal, ErrorOf(row, ordinal), TextOf(row, ordinal));
        }
    }

    private ColumnValueError ErrorOf(StagedRow row, int ordinal)
    {
        var kind = row.KindOf(ordinal);
        var domain = _domains[ordinal];
        if (kind == Kind.Null)
            return ColumnValueError.Null;
        if (kind != domain.Kind)
            return IsNumberFor(_schema.Columns[ordinal].Type, kind, TextOf(row, ordinal)) ? ColumnValueError.OutOfRange : ColumnValueError.WrongType;
        if (kind == Kind.Utf8 && !Domain.IsText(row.Bytes(ordinal)))
            return ColumnValueError.InvalidText;
        if (kind is Kind.Utf8 or Kind.Binary && !domain.IsShortEnough(row.Bytes(ordinal)))
            return ColumnValueError.TooLong;
        return domain.HasMembers && domain.IsInRange(row, ordinal) ? ColumnValueError.UnknownMember : ColumnValueError.OutOfRange;
    }

    // What a converter could not give a column of numbers or times otherwise than as text, though it is a number.
    private static bool IsNumberFor(ColumnType column, Kind kind, string text) => column switch
    {
        >= ColumnType.SByte and <= ColumnType.Decimal =>
            kind == Kind.Double || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        >= ColumnType.Date and <= ColumnType.TimestampOffset => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        _ => false,
    };

    /// <summary>A staged value as text, for a message.</summary>
    internal static string TextOf(StagedRow row, int ordinal)
    {
        var number = row.Number(ordinal);
        switch (row.KindOf(ordinal))
        {
            case Kind.Null: return "";
            case Kind.Boolean: return number != 0 ? "true" : "false";
            case Kind.UInt64: return ((ulong)number).ToString(CultureInfo.InvariantCulture);
            case Kind.Single: return BitConverter.Int32BitsToSingle((int)number).ToString(CultureInfo.InvariantCulture);
            case Kind.Double: return BitConverter.Int64BitsToDouble(number).ToString(CultureInfo.InvariantCulture);
            case Kind.Uuid: return row.Uuid(ordinal).ToString();
            case Kind.Utf8: return Encoding.UTF8.GetString(Start(row.Bytes(ordinal)));
            case Kind.Binary: return Convert.ToHexString(Start(row.Bytes(ordinal)));
            case Kind.Decimal:
                Span<byte> digits = stackalloc byte[Utf8Format.MaxLength];
                return Encoding.UTF8.GetString(digits[..Utf8Format.Decimal(ref digits[0], row.Unscaled(ordinal), row.Scale(ordinal))]);
            default: return number.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static ReadOnlySpan<byte> Start(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, LongestExcerpt)];

    /// <summary>The values of a column.</summary>
    private sealed class Domain(Kind kind, long min, long max)
    {
        private bool _isNullable;
        private int _maxLength;
        private Int128 _mostUnscaled;
        private long[]? _numbers;
        private byte[][]? _names;

        public Kind Kind => kind;

        public bool HasMembers => _numbers is not null || _names is not null;

        public static Domain Of(ColumnSchema column)
        {
            var domain = column.Type switch
            {
                ColumnType.Boolean => new Domain(Kind.Boolean, 0, 1),
                ColumnType.SByte => new(Kind.Int16, sbyte.MinValue, sbyte.MaxValue),
                ColumnType.Byte => new(Kind.Int16, byte.MinValue, byte.MaxValue),
                ColumnType.Int16 => new(Kind.Int16, short.MinValue, short.MaxValue),
                ColumnType.UInt16 => new(Kind.Int32, ushort.MinValue, ushort.MaxValue),
                ColumnType.Int32 => new(Kind.Int32, int.MinValue, int.MaxValue),
                ColumnType.UInt32 => new(Kind.Int64, uint.MinValue, uint.MaxValue),
                ColumnType.Int64 => new(Kind.Int64, long.MinValue, long.MaxValue),

                // As its bits.
                ColumnType.UInt64 => new(Kind.UInt64, long.MinValue, long.MaxValue),
                ColumnType.Single => new(Kind.Single, 0, 0),
                ColumnType.Double => new(Kind.Double, 0, 0),
                ColumnType.Decimal => new(Kind.Decimal, 0, 0),
                ColumnType.Date => new(Kind.Date, Canonical.FirstDay, Canonical.LastDay),
                ColumnType.Time => new(Kind.Time, 0, TimeSpan.MicrosecondsPerDay - 1),
                ColumnType.Duration => new(Kind.Duration, Canonical.FromTimeSpan(TimeSpan.MinValue) + 1, Canonical.FromTimeSpan(TimeSpan.MaxValue)),
                ColumnType.Timestamp or ColumnType.TimestampOffset => new(
                    Kind.Timestamp, Canonical.FirstDay * TimeSpan.MicrosecondsPerDay, ((Canonical.LastDay + 1) * TimeSpan.MicrosecondsPerDay) - 1),
                ColumnType.Uuid => new(Kind.Uuid, 0, 0),
                ColumnType.Binary => new(Kind.Binary, 0, 0),
                _ => new Domain(Kind.Utf8, 0, 0),
            };
            domain._isNullable = column.IsNullable;
            domain._maxLength = column.MaxLength ?? int.MaxValue;
            domain._mostUnscaled = column.Type == ColumnType.Decimal ? Int128.Parse(new string('9', column.Precision), CultureInfo.InvariantCulture) : 0;
            if (!column.Members.IsEmpty && column.Type == ColumnType.Text)
                domain._names = [.. column.Members.Select(member => Encoding.UTF8.GetBytes(member.Name))];
            else if (!column.Members.IsEmpty)
                domain._numbers = [.. column.Members.Select(member => member.Number).Order()];
            return domain;
        }

        public static bool IsText(ReadOnlySpan<byte> text) => Utf8.IsValid(text) && !text.Contains((byte)0);

        public bool Holds(StagedRow row, int ordinal)
        {
            if (row.KindOf(ordinal) == Kind.Null)
                return _isNullable;
            if (row.KindOf(ordinal) != kind || !IsInRange(row, ordinal))
                return false;
            return kind switch
            {
                Kind.Utf8 => IsText(row.Bytes(ordinal)) && IsShortEnough(row.Bytes(ordinal)) && (_names is null || IsName(row.Bytes(ordinal))),
                Kind.Binary => IsShortEnough(row.Bytes(ordinal)),
                _ => _numbers is null || Array.BinarySearch(_numbers, row.Number(ordinal)) >= 0,
            };
        }

        public bool IsInRange(StagedRow row, int ordinal) => kind switch
        {
            Kind.Single => float.IsFinite(BitConverter.Int32BitsToSingle((int)row.Number(ordinal))),
            Kind.Double => double.IsFinite(BitConverter.Int64BitsToDouble(row.Number(ordinal))),
            Kind.Decimal => row.Unscaled(ordinal) <= _mostUnscaled && row.Unscaled(ordinal) >= -_mostUnscaled,
            Kind.Utf8 or Kind.Binary or Kind.Uuid => true,
            _ => row.Number(ordinal) >= min && row.Number(ordinal) <= max,
        };

        // No character has fewer bytes than UTF-16 units.
        public bool IsShortEnough(ReadOnlySpan<byte> bytes) =>
            bytes.Length <= _maxLength || (kind == Kind.Utf8 && Encoding.UTF8.GetCharCount(bytes) <= _maxLength);

        private bool IsName(ReadOnlySpan<byte> text)
        {
            foreach (var name in _names!)
            {
                if (text.SequenceEqual(name))
                    return true;
            }

            return false;
        }
    }
}
