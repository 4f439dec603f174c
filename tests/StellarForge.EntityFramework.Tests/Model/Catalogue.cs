using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;
using StellarForge;

[assembly: ForgeNaming(Naming.AsIs)]

namespace StellarForge.EntityFramework.Tests.Model;

// The classes of an application with EF Core, as it has them; only [Forge] and partial were added.
public class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Employee> Employees => Set<Employee>();

    public DbSet<Warehouse> Warehouses => Set<Warehouse>();

    public DbSet<Product> Products => Set<Product>();

    public DbSet<Tag> Tags => Set<Tag>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<CardPayment> CardPayments => Set<CardPayment>();

    public DbSet<BankPayment> BankPayments => Set<BankPayment>();

    public DbSet<Voucher> Vouchers => Set<Voucher>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Product>().HasMany(product => product.Tags).WithMany(tag => tag.Products).UsingEntity<ProductTag>();
        modelBuilder.Entity<Product>().HasAlternateKey(product => product.Sku);
        modelBuilder.Entity<Order>().Property(order => order.Number).HasComputedColumnSql("'N' || \"Id\"", stored: true);

        // On SQLite, EF Core keeps an enumeration's number whatever the column's type is called.
        if (Database.IsSqlite())
            modelBuilder.Entity<Customer>().Property(customer => customer.Kind).HasConversion<string>();
        if (!Database.IsNpgsql())
            modelBuilder.Entity<Customer>().Property(customer => customer.RowVersion).HasDefaultValueSql("randomblob(8)");
        else
            modelBuilder.Entity<Customer>().Property(customer => customer.RowVersion).HasDefaultValueSql("'\\x01'::bytea");
    }
}

[Forge(Rows = 200)]
[Index(nameof(Email), IsUnique = true)]
public partial class Customer
{
    public int Id { get; set; }

    [MaxLength(100)]
    public required string Name { get; set; }

    [EmailAddress, MaxLength(120)]
    public required string Email { get; set; }

    public required Address Address { get; set; }

    public Address? BillingAddress { get; set; }

    [Column(TypeName = "varchar(20)")]
    public CustomerKind Kind { get; set; }

    public DateTime RegisteredAt { get; set; }

    [Timestamp]
    public byte[] RowVersion { get; set; } = [];

    public ICollection<Order> Orders { get; } = new List<Order>();
}

[Owned]
public record Address([property: MaxLength(80)] string Street, [property: MaxLength(60)] string City)
{
    public Position? Position { get; set; }
}

[Owned]
public class Position
{
    public double Latitude { get; set; }

    public double Longitude { get; set; }
}

public enum CustomerKind
{
    Private,
    Company,
}

[Forge(Rows = 300)]
public partial class Employee
{
    public Guid Id { get; set; }

    public string FirstName { get; set; } = "";

    public Guid? ManagerId { get; set; }

    public Employee? Manager { get; set; }

    public List<Employee> Reports { get; } = [];
}

[Forge(Rows = 20), PrimaryKey(nameof(Country), nameof(Number))]
public partial class Warehouse
{
    [MaxLength(2), OneOf("DE", "FR")]
    public string Country { get; set; } = "";

    [DatabaseGenerated(DatabaseGeneratedOption.None)]
    public int Number { get; set; }

    public TimeOnly OpensAt { get; set; }

    public List<Product> Products { get; } = [];
}

[Forge(Rows = 500)]
public partial class Product
{
    public int ProductId { get; set; }

    [StringLength(12), Pattern("???-####-##"), Unique]
    public string Sku { get; set; } = "";

    public string Name { get; set; } = "";

    [Precision(12, 3), Range(1, 500)]
    public decimal Price { get; set; }

    public string WarehouseCountry { get; set; } = "";

    public int WarehouseNumber { get; set; }

    [ForeignKey($"{nameof(WarehouseCountry)},{nameof(WarehouseNumber)}")]
    public Warehouse Warehouse { get; set; } = null!;

    public List<Tag> Tags { get; } = [];
}

[Forge(Rows = 30)]
public partial class Tag
{
    public long Id { get; set; }

    public string Label { get; set; } = "";

    public List<Product> Products { get; } = [];
}

[Forge, ChildOf<Product>(0, 4)]
public partial class ProductTag
{
    [References<Product>]
    public int ProductsProductId { get; set; }

    [References<Tag>(Distinct = true)]
    public long TagsId { get; set; }
}

[Forge(Rows = 1_000)]
public partial class Order
{
    public long Id { get; set; }

    public int CustomerId { get; set; }

    [DatabaseGenerated(DatabaseGeneratedOption.Computed)]
    public string Number { get; set; } = "";

    public DateTimeOffset OrderedAt { get; set; }

    public decimal Total { get; set; }

    public List<Payment> Payments { get; } = [];
}

[Forge(Rows = 1_500)]
public abstract partial class Payment
{
    public long Id { get; set; }

    public long OrderId { get; set; }

    public Order Order { get; set; } = null!;

    public decimal Amount { get; set; }
}

[Forge(Rows = 1_000)]
public class CardPayment : Payment
{
    [CreditCard, MaxLength(30)]
    public string Number { get; set; } = "";

    [Range(1, 12)]
    public int Month { get; set; }
}

[Forge(Rows = 300)]
public class BankPayment : Payment
{
    [MaxLength(40)]
    public string Iban { get; set; } = "";

    public Guid? ClerkId { get; set; }

    public Employee? Clerk { get; set; }
}

[Forge]
public class Voucher : Payment
{
    [RegularExpression("[A-Z]{3}-[0-9]{4}")]
    public string Code { get; set; } = "";

    [StringLength(20, MinimumLength = 8)]
    public string? Number { get; set; }
}

// Of no context: a table beside EF Core's.
[Forge(Rows = 100)]
public partial class Measurement
{
    public int Id { get; set; }

    [Decimal(28, 10), OneOf("12345678901234567.8901", "-99999999999999999.5", "7", "0.1", "0.0000000001")]
    public decimal Value { get; set; }
}
