using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;

namespace StellarForge.Benchmarks.Models;

/// <summary>Sixteen columns like those of TPC-H's lineitem, at one to seven rows an order.</summary>
[Forge, ChildOf<Order>(1, 7), Table("lineitem")]
public partial class LineItem
{
    [Key, References<Order>, Column("l_orderkey")]
    public long OrderKey { get; set; }

    [References<Part>, Column("l_partkey")]
    public long PartKey { get; set; }

    [References<Supplier>, Column("l_suppkey")]
    public int SuppKey { get; set; }

    [Key, Ordinal, Column("l_linenumber")]
    public int LineNumber { get; set; }

    [Uniform(1, 50), Decimal(15, 2), Column("l_quantity")]
    public decimal Quantity { get; set; }

    [Uniform("901.00", "104949.50"), Decimal(15, 2), Column("l_extendedprice")]
    public decimal ExtendedPrice { get; set; }

    [Uniform("0.00", "0.10"), Decimal(15, 2), Column("l_discount")]
    public decimal Discount { get; set; }

    [Uniform("0.00", "0.08"), Decimal(15, 2), Column("l_tax")]
    public decimal Tax { get; set; }

    [OneOf("R", "A", "N", Weights = new double[] { 1, 1, 2 }), MaxLength(1), Column("l_returnflag")]
    public string ReturnFlag { get; set; } = "";

    [OneOf("O", "F"), MaxLength(1), Column("l_linestatus")]
    public string LineStatus { get; set; } = "";

    [Between("1992-01-02", "1998-12-01"), Column("l_shipdate")]
    public DateOnly ShipDate { get; set; }

    [Between("1992-01-31", "1998-10-31"), Column("l_commitdate")]
    public DateOnly CommitDate { get; set; }

    [After(nameof(ShipDate), "1.00:00:00", "30.00:00:00"), Column("l_receiptdate")]
    public DateOnly ReceiptDate { get; set; }

    [OneOf("DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"), MaxLength(25), Column("l_shipinstruct")]
    public string ShipInstruct { get; set; } = "";

    [OneOf("REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"), MaxLength(10), Column("l_shipmode")]
    public string ShipMode { get; set; } = "";

    [Text(10, 43), MaxLength(44), Column("l_comment")]
    public string Comment { get; set; } = "";
}

[Forge(Rows = 1_500_000), Table("orders")]
public partial class Order
{
    [Key, Column("o_orderkey")]
    public long OrderKey { get; set; }
}

[Forge(Rows = 200_000), Table("part")]
public partial class Part
{
    [Key, Column("p_partkey")]
    public long PartKey { get; set; }
}

[Forge(Rows = 10_000), Table("supplier")]
public partial class Supplier
{
    [Key, Column("s_suppkey")]
    public int SuppKey { get; set; }
}
