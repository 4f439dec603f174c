using System.ComponentModel.DataAnnotations;

namespace StellarForge.Benchmarks.Models;

/// <summary>What test-data libraries are most used for: a person's names, addresses and numbers.</summary>
[Forge(Rows = 1_000_000)]
public partial class Person
{
    [Key]
    public int Id { get; set; }

    [Uuid]
    public Guid ExternalId { get; set; }

    [Fake("name.firstName")]
    public string FirstName { get; set; } = "";

    [Fake("name.lastName")]
    public string LastName { get; set; } = "";

    [Fake("internet.email")]
    public string Email { get; set; } = "";

    [Fake("phone.phoneNumber")]
    public string Phone { get; set; } = "";

    [Fake("address.streetAddress")]
    public string Street { get; set; } = "";

    [Fake("address.city")]
    public string City { get; set; } = "";

    [Fake("company.companyName")]
    public string Employer { get; set; } = "";

    [Between("1940-01-01", "2007-12-31")]
    public DateOnly BirthDate { get; set; }

    [Uniform("0.00", "10000.00"), Decimal(10, 2)]
    public decimal Balance { get; set; }

    [Between("2024-01-01", "2024-12-31")]
    public DateTime CreatedAt { get; set; }
}
