namespace Tpch;

[Forge(Rows = 5, Scales = false), Table("region")]
public partial class Region
{
    [Key, Sequence(0, 1), Column("r_regionkey")] public int RegionKey { get; set; }
    [Cycle("AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"), MaxLength(25), Column("r_name")] public string Name { get; set; } = "";
    [Text(31, 115), MaxLength(152), Column("r_comment")] public string? Comment { get; set; }
}

[Forge(Rows = 25, Scales = false), Table("nation")]
public partial class Nation
{
    [Key, Sequence(0, 1), Column("n_nationkey")] public int NationKey { get; set; }
    [Cycle(
        "ALGERIA", "ARGENTINA", "BRAZIL", "CANADA", "EGYPT", "ETHIOPIA", "FRANCE", "GERMANY", "INDIA", "INDONESIA", "IRAN", "IRAQ", "JAPAN", "JORDAN",
        "KENYA", "MOROCCO", "MOZAMBIQUE", "PERU", "CHINA", "ROMANIA", "SAUDI ARABIA", "VIETNAM", "RUSSIA", "UNITED KINGDOM", "UNITED STATES")]
    [MaxLength(25), Column("n_name")]
    public string Name { get; set; } = "";
    [Cycle(0, 1, 1, 1, 4, 0, 3, 3, 2, 2, 4, 4, 2, 4, 0, 0, 0, 1, 2, 3, 4, 2, 3, 3, 1), References<Region>, Column("n_regionkey")]
    public int RegionKey { get; set; }
    [Text(31, 114), Column("n_comment")] public string? Comment { get; set; }
}

[Forge(Rows = 400), Table("supplier")]
public partial class Supplier
{
    [Key, Column("s_suppkey")] public int SuppKey { get; set; }
    [Computed(nameof(MakeName)), MaxLength(25), Column("s_name")] public string Name { get; set; } = "";
    [References<Nation>, Column("s_nationkey")] public int NationKey { get; set; }
    [Pattern("##-###-###-####"), MaxLength(15), Column("s_phone")] public string Phone { get; set; } = "";
    [Uniform(-999.99, 9999.99), Decimal(15, 2), Column("s_acctbal")] public decimal AcctBal { get; set; }
    static string MakeName(int suppKey) => $"Supplier#{suppKey:D9}";
}

[Forge(Rows = 400), Table("part")]
public partial class Part
{
    [Key, Column("p_partkey")] public int PartKey { get; set; }
    [Fake("{{commerce.productName}}"), MaxLength(55), Column("p_name")] public string Name { get; set; } = "";
    [OneOf("Manufacturer#1", "Manufacturer#2", "Manufacturer#3", "Manufacturer#4", "Manufacturer#5"), Column("p_mfgr")] public string Mfgr { get; set; } = "";
    [Uniform(1, 50), Column("p_size")] public int Size { get; set; }
    [Computed(nameof(Price)), Decimal(15, 2), Column("p_retailprice")] public decimal RetailPrice { get; set; }
    static decimal Price(int partKey) => (90000m + (partKey / 10) % 20001 + 100 * (partKey % 1000)) / 100m;
}

[Forge, ChildOf<Part>(4, 4), Table("partsupp")]
public partial class PartSupp
{
    [Key, Column("ps_partkey", Order = 0), References<Part>] public int PartKey { get; set; }
    [Key, Column("ps_suppkey", Order = 1), References<Supplier>(Distinct = true)] public int SuppKey { get; set; }
    [Uniform(1, 9999), Column("ps_availqty")] public int AvailQty { get; set; }
    [Uniform(1.0, 1000.0), Decimal(15, 2), Column("ps_supplycost")] public decimal SupplyCost { get; set; }
}

[Forge(Rows = 300), Table("customer")]
public partial class Customer
{
    [Key, Column("c_custkey")] public int CustKey { get; set; }
    [Computed(nameof(MakeName)), MaxLength(25), Column("c_name")] public string Name { get; set; } = "";
    [References<Nation>, Column("c_nationkey")] public int NationKey { get; set; }
    [Uniform(-999.99, 9999.99), Decimal(15, 2), Column("c_acctbal")] public decimal AcctBal { get; set; }
    [OneOf("AUTOMOBILE", "BUILDING", "FURNITURE", "MACHINERY", "HOUSEHOLD"), MaxLength(10), Column("c_mktsegment")] public string Segment { get; set; } = "";
    [Lookup(nameof(NationKey), nameof(Nation.Name)), NotMapped] public string Country { get; set; } = "";
    [Computed(nameof(MakeAddress)), MaxLength(40), Column("c_address")] public string Address { get; set; } = "";
    static void MakeName(int custKey, ref Utf8Builder text) { text.Append("Customer#"u8); text.Append(custKey, 9); }
    static ReadOnlySpan<byte> MakeAddress(ReadOnlySpan<byte> country) => country.Slice(0, 3);
}

public enum OrderStatus { F, O, P }

[Forge(Rows = 400), Table("orders")]
public partial class Order
{
    [Key, Column("o_orderkey")] public long OrderKey { get; set; }
    [References<Customer>(Skew = 0.5), Column("o_custkey")] public int CustKey { get; set; }
    [OneOf(Weights = new[] { 49.0, 49, 2 }), Column("o_orderstatus", TypeName = "text")] public OrderStatus Status { get; set; }
    [Sum<LineItem>(nameof(LineItem.Charge)), Decimal(15, 2), Column("o_totalprice")] public decimal TotalPrice { get; set; }
    [Between("1992-01-01", "1998-08-02"), Column("o_orderdate")] public DateOnly OrderDate { get; set; }
    [Count<LineItem>, Column("o_lines")] public int Lines { get; set; }
}

[Forge, ChildOf<Order>(1, 7), Table("lineitem")]
public partial class LineItem
{
    [Key, References<Order>, Column("l_orderkey")] public long OrderKey { get; set; }
    [References<PartSupp>(nameof(PartSupp.PartKey)), Column("l_partkey")] public int PartKey { get; set; }
    [References<PartSupp>(nameof(PartSupp.SuppKey)), Column("l_suppkey")] public int SuppKey { get; set; }
    [Key, Ordinal, Column("l_linenumber")] public int LineNumber { get; set; }
    [Uniform(1, 50), Decimal(15, 2), Column("l_quantity")] public decimal Quantity { get; set; }
    [Computed(nameof(Extended)), Decimal(15, 2), Column("l_extendedprice")] public decimal ExtendedPrice { get; set; }
    [Uniform(0.00, 0.10), Decimal(15, 2), Column("l_discount")] public decimal Discount { get; set; }
    [Uniform(0.00, 0.08), Decimal(15, 2), Column("l_tax")] public decimal Tax { get; set; }
    [OneOf("R", "A", "N", Weights = new[] { 1.0, 1, 2 }), Column("l_returnflag", TypeName = "char(1)")] public string ReturnFlag { get; set; } = "";
    [OneOf("O", "F"), MaxLength(1), Column("l_linestatus")] public string LineStatus { get; set; } = "";
    [Lookup(nameof(OrderKey), nameof(Order.OrderDate)), NotMapped] public DateOnly OrderDate { get; set; }
    [After(nameof(OrderDate), "1.00:00:00", "121.00:00:00"), Column("l_shipdate")] public DateOnly ShipDate { get; set; }
    [After(nameof(OrderDate), "30.00:00:00", "90.00:00:00"), Column("l_commitdate")] public DateOnly CommitDate { get; set; }
    [After(nameof(ShipDate), "1.00:00:00", "30.00:00:00"), Column("l_receiptdate")] public DateOnly ReceiptDate { get; set; }
    [OneOf("DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"), MaxLength(25), Column("l_shipinstruct")]
    public string ShipInstruct { get; set; } = "";
    [OneOf("REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"), MaxLength(10), Column("l_shipmode")] public string ShipMode { get; set; } = "";
    [Text(10, 43), MaxLength(44), Column("l_comment")] public string Comment { get; set; } = "";
    [Lookup(nameof(PartKey), nameof(PartSupp.SupplyCost)), NotMapped] public decimal Cost { get; set; }
    [Computed(nameof(ComputeCharge)), NotMapped, Decimal(15, 2)] public decimal Charge { get; set; }

    static decimal Extended(decimal quantity, decimal cost) => quantity * cost;
    static decimal ComputeCharge(decimal extendedPrice, decimal discount, decimal tax) => extendedPrice * (1 - discount) * (1 + tax);
}
