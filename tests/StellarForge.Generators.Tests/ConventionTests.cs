using System.Text.RegularExpressions;
using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>What properties without an attribute get by their names.</summary>
public partial class ConventionTests
{
    [Fact]
    public void Every_name_of_the_documentation_gives_what_it_says()
    {
        var names = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "model.md"))
            .Select(line => Documented().Match(line))
            .Where(match => match.Success)
            .SelectMany(match => Quoted().Matches(match.Groups["names"].Value).Select(name => (Name: name.Groups[1].Value, Fake: match.Groups["fake"].Value)))
            .ToList();

        names.Count.ShouldBeGreaterThan(40);
        var byName = Rows("Thing", names.Select(name => $"public string {name.Name} {{ get; set; }} = \"\";"));
        var byFake = Rows("Thing", names.Select(name => $"[Fake(\"{name.Fake}\")] public string {name.Name} {{ get; set; }} = \"\";"));
        foreach (var (name, fake) in names)
            byName.Select(row => row[name]).ShouldBe(byFake.Select(row => row[name]), $"{name} is {fake}");
    }

    [Theory]
    [InlineData("WorkEmail", "internet.email")]
    [InlineData("contact_email", "internet.email")]
    [InlineData("BillingCity", "address.city")]
    [InlineData("HomeZipCode", "address.zipCode")]
    [InlineData("BillingState", "address.state")]
    [InlineData("MobilePhone", "phone.phoneNumber")]
    [InlineData("ProfileImageUrl", "internet.url")]
    [InlineData("ServerIpAddress", "internet.ip")]
    [InlineData("ShippingAddressLine2", "address.secondaryAddress")]
    [InlineData("CustomerName", "name.fullName")]
    [InlineData("SupplierContactName", "name.fullName")]
    [InlineData("SupplierName", "company.companyName")]
    [InlineData("ParentCompany", "company.companyName")]
    [InlineData("OwnerTitle", "name.prefix")]
    public void A_longer_name_counts_by_the_words_that_it_ends_in(string name, string fake) =>
        Column("Thing", name).ShouldBe(Column("Thing", name, fake));

    [Theory]
    [InlineData("Customer", "Name", "name.fullName")]
    [InlineData("ShopEmployee", "Name", "name.fullName")]
    [InlineData("Product", "Name", "commerce.productName")]
    [InlineData("Category", "Name", "commerce.categories")]
    [InlineData("ProductCategory", "Name", "commerce.categories")]
    [InlineData("Company", "Name", "company.companyName")]
    [InlineData("City", "Name", "address.city")]
    [InlineData("Person", "Title", "name.prefix")]
    public void A_name_or_title_is_that_of_its_class(string className, string name, string fake) =>
        Column(className, name).ShouldBe(Column(className, name, fake));

    [Theory]
    [InlineData("ConnectionState")]
    [InlineData("OrderCategory")]
    [InlineData("ProblemDomain")]
    [InlineData("Multicity")]
    public void What_only_sounds_like_a_known_name_is_prose(string name)
    {
        var rows = Column("Thing", name);

        rows.ShouldAllBe(text => text!.Length >= 15 && text.Length <= 50);
        rows.Distinct().Count().ShouldBeGreaterThan(190);
    }

    [Fact]
    public void Names_and_titles_of_what_is_nobody_are_prose()
    {
        Column("Thing", "Name").ShouldAllBe(text => text!.Length >= 5 && text.Length <= 25);
        Column("Book", "Title").ShouldAllBe(text => text!.Length >= 15 && text.Length <= 50);
    }

    [Fact]
    public void A_gender_is_one_of_three_and_as_short_as_its_column()
    {
        var rows = Rows("Person", ["public string Gender { get; set; } = \"\"; [MaxLength(1)] public string BirthGender { get; set; } = \"\";"]);

        rows.Select(row => row["Gender"]).Distinct().Order().ShouldBe(["Female", "Male", "Other"]);
        rows.Select(row => row["BirthGender"]).Distinct().Order().ShouldBe(["F", "M", "O"]);
    }

    [Fact]
    public void Numbers_and_dates_count_by_their_last_words_too()
    {
        var rows = Rows("Thing",
        [
            """
            public int PatientAge { get; set; }
            public decimal ShippingCost { get; set; }
            public DateOnly SpouseDateOfBirth { get; set; }
            public int Mileage { get; set; }
            """,
        ]);

        rows.ShouldAllBe(row => row.Number("PatientAge") >= 18 && row.Number("PatientAge") <= 90);
        rows.Average(row => row.Number("ShippingCost")).ShouldBeInRange(25, 50);
        rows.ShouldAllBe(row => row.Time("SpouseDateOfBirth").Year >= 1945 && row.Time("SpouseDateOfBirth").Year <= 2006);
        rows.ShouldContain(row => row.Number("Mileage") > 90);
    }

    private static List<string?> Column(string className, string name, string? fake = null) =>
        [.. Rows(className, [$"{(fake is null ? "" : $"[Fake(\"{fake}\")] ")}public string {name} {{ get; set; }} = \"\";"]).Select(row => row[name])];

    private static List<Row> Rows(string className, IEnumerable<string> members) => CompiledModel.Of($$"""
        namespace Acme;
        [Forge(Rows = 200)]
        public partial class {{className}}
        {
            public int Id { get; set; }
            {{string.Join("\n", members)}}
        }
        """).Rows(className);

    [GeneratedRegex(@"^\| (?<names>`[A-Za-z0-9`, ]+`) \| `(?<fake>[a-z]+\.[A-Za-z0-9]+)` \|$")]
    private static partial Regex Documented();

    [GeneratedRegex("`([A-Za-z0-9]+)`")]
    private static partial Regex Quoted();
}
