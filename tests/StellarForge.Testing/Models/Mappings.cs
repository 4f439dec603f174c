using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using System.Text.Json;

namespace StellarForge.Testing.Models;

/// <summary>A column for each C# type of docs/types.md, as it is mapped without a word.</summary>
[Forge(Rows = 300)]
public partial class PlainTypes
{
    [Key]
    public int Id { get; set; }

    public bool Flag { get; set; }

    public sbyte Int8 { get; set; }

    public byte Uint8 { get; set; }

    public short Int16 { get; set; }

    public ushort Uint16 { get; set; }

    public int Int32 { get; set; }

    public uint Uint32 { get; set; }

    public long Int64 { get; set; }

    [Uniform(0, 1000)]
    public ulong Uint64 { get; set; }

    public float Binary32 { get; set; }

    public double Binary64 { get; set; }

    [Decimal(18, 4)]
    public decimal Exact { get; set; }

    [Decimal(28, 10)]
    public decimal Long { get; set; }

    public string Words { get; set; } = "";

    [MaxLength(50)]
    public string? Short { get; set; }

    [Unique, Pattern("??-####")]
    public string Code { get; set; } = "";

    public DateOnly Day { get; set; }

    public TimeOnly Hour { get; set; }

    public TimeSpan Span { get; set; }

    public DateTime At { get; set; }

    public DateTimeOffset Instant { get; set; }

    public Guid Uuid { get; set; }

    public byte[] Bytes { get; set; } = [];

    [MaxLength(16)]
    public byte[]? FewBytes { get; set; }

    public DayOfWeek Weekday { get; set; }

    public Uri Link { get; set; } = null!;

    [Uniform(-1000, 1000)]
    public int[] Integers { get; set; } = [];

    [Decimal(18, 4), Uniform("-1.5", "1.5")]
    public List<decimal> Decimals { get; set; } = [];

    [Normal(0, 1)]
    public IReadOnlyList<double>? Doubles { get; set; }

    [OneOf("a \"quoted\" word", "back\\slash", "two\nlines", "Ä, €, 😀")]
    public string[] Texts { get; set; } = [];

    public DateTime[] Times { get; set; } = [];

    [OneOf("{\"b\": 1.50, \"a\": [true, null], \"b\": 2}", "[1.0, 2e2]", "\"text\"")]
    public JsonDocument? Json { get; set; }
}

/// <summary>A column for each type name of docs/types.md, over each type that it makes sense for.</summary>
[Forge(Rows = 300)]
public partial class NamedTypes
{
    [Key]
    public int Id { get; set; }

    [Column(TypeName = "text")]
    public string Text { get; set; } = "";

    [Column(TypeName = "longtext")]
    public string Longtext { get; set; } = "";

    [Column(TypeName = "clob")]
    public string Clob { get; set; } = "";

    [Column(TypeName = "varchar(20)")]
    public string Varchar { get; set; } = "";

    [Column(TypeName = "nvarchar(20)")]
    public string Nvarchar { get; set; } = "";

    [Column(TypeName = "char(3)"), Pattern("???")]
    public string Char { get; set; } = "";

    [Column(TypeName = "nchar(3)"), Pattern("??#")]
    public string? Nchar { get; set; }

    [Column(TypeName = "text")]
    public DayOfWeek NameOfDay { get; set; }

    [Column(TypeName = "decimal(10,2)")]
    public decimal Decimal { get; set; }

    [Column(TypeName = "numeric(10,2)")]
    public decimal Numeric { get; set; }

    [Column(TypeName = "money")]
    public decimal Money { get; set; }

    [Column(TypeName = "decimal(10,2)")]
    public double DecimalOfDouble { get; set; }

    [Column(TypeName = "numeric(10,2)")]
    public float? NumericOfFloat { get; set; }

    [Column(TypeName = "decimal(10,2)")]
    public int DecimalOfInt { get; set; }

    [Column(TypeName = "bigint")]
    public int BigintOfInt { get; set; }

    [Column(TypeName = "bigint")]
    public long Bigint { get; set; }

    [Column(TypeName = "int")]
    public int Int { get; set; }

    [Column(TypeName = "int")]
    public long IntOfLong { get; set; }

    [Column(TypeName = "smallint")]
    public short Smallint { get; set; }

    [Column(TypeName = "bit")]
    public bool Bit { get; set; }

    [Column(TypeName = "boolean")]
    public bool Boolean { get; set; }

    [Column(TypeName = "tinyint(1)")]
    public bool? Tinyint { get; set; }

    [Column(TypeName = "real")]
    public float Real { get; set; }

    [Column(TypeName = "real")]
    public double RealOfDouble { get; set; }

    [Column(TypeName = "double precision")]
    public double DoublePrecision { get; set; }

    [Column(TypeName = "float")]
    public double Float { get; set; }

    [Column(TypeName = "json"), OneOf("""{"a": 1}""", """[1, 2.5, "x"]""")]
    public string Json { get; set; } = "";

    [Column(TypeName = "jsonb"), OneOf("""{"b":1,"a":[true,null]}""", "17")]
    public string Jsonb { get; set; } = "";

    [Column(TypeName = "date")]
    public DateOnly Date { get; set; }

    [Column(TypeName = "date")]
    public DateTime DateOfDateTime { get; set; }

    [Column(TypeName = "date")]
    public DateTimeOffset? DateOfDateTimeOffset { get; set; }

    [Column(TypeName = "timestamp")]
    public DateTime Timestamp { get; set; }

    [Column(TypeName = "datetime")]
    public DateTime Datetime { get; set; }

    [Column(TypeName = "datetime2")]
    public DateTime Datetime2 { get; set; }

    [Column(TypeName = "datetime2(0)")]
    public DateTime WholeSeconds { get; set; }

    [Column(TypeName = "timestamp(3)")]
    public DateTime Milliseconds { get; set; }

    [Column(TypeName = "timestamptz")]
    public DateTime TimestamptzOfDateTime { get; set; }

    [Column(TypeName = "timestamptz")]
    public DateTimeOffset Timestamptz { get; set; }

    [Column(TypeName = "datetimeoffset")]
    public DateTimeOffset Datetimeoffset { get; set; }

    [Column(TypeName = "uuid")]
    public Guid Uuid { get; set; }

    [Column(TypeName = "uniqueidentifier")]
    public Guid Uniqueidentifier { get; set; }
}
