using StellarForge.Generators.Specs;
using StellarForge.Generators.Values;

namespace StellarForge.Generators.Parsing;

/// <summary>What a property without a value attribute gets: by its name where its type fits, else by its type. docs/model.md has the tables.</summary>
internal static class Conventions
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["FirstName"] = "name.firstName",
        ["GivenName"] = "name.firstName",
        ["MiddleName"] = "name.firstName",
        ["LastName"] = "name.lastName",
        ["Surname"] = "name.lastName",
        ["FamilyName"] = "name.lastName",
        ["FullName"] = "name.fullName",
        ["DisplayName"] = "name.fullName",
        ["JobTitle"] = "name.jobTitle",
        ["Occupation"] = "name.jobTitle",
        ["Email"] = "internet.email",
        ["EmailAddress"] = "internet.email",
        ["UserName"] = "internet.userName",
        ["Login"] = "internet.userName",
        ["Url"] = "internet.url",
        ["Website"] = "internet.url",
        ["Domain"] = "internet.domainName",
        ["IpAddress"] = "internet.ip",
        ["UserAgent"] = "internet.userAgent",
        ["Phone"] = "phone.phoneNumber",
        ["PhoneNumber"] = "phone.phoneNumber",
        ["Mobile"] = "phone.phoneNumber",
        ["Street"] = "address.streetAddress",
        ["StreetAddress"] = "address.streetAddress",
        ["Address"] = "address.streetAddress",
        ["AddressLine1"] = "address.streetAddress",
        ["AddressLine2"] = "address.secondaryAddress",
        ["City"] = "address.city",
        ["Town"] = "address.city",
        ["State"] = "address.state",
        ["County"] = "address.county",
        ["ZipCode"] = "address.zipCode",
        ["Zip"] = "address.zipCode",
        ["PostalCode"] = "address.zipCode",
        ["Country"] = "address.country",
        ["CountryCode"] = "address.countryCode",
        ["Company"] = "company.companyName",
        ["CompanyName"] = "company.companyName",
        ["ProductName"] = "commerce.productName",
        ["Department"] = "commerce.department",
        ["Color"] = "commerce.color",
        ["Category"] = "commerce.categories",
        ["Currency"] = "finance.currencyCode",
        ["CurrencyCode"] = "finance.currencyCode",
        ["Iban"] = "finance.iban",
    };

    private static readonly Dictionary<string, (double Min, double Max)> Numbers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Quantity"] = (1, 10),
        ["Age"] = (18, 90),
        ["Rating"] = (1, 5),
        ["Percent"] = (0, 100),
        ["Percentage"] = (0, 100),
        ["Year"] = (1990, 2025),
        ["Month"] = (1, 12),
        ["Latitude"] = (-90, 90),
        ["Longitude"] = (-180, 180),
        ["Discount"] = (0, 0.5),
    };

    private static readonly HashSet<string> Prices = new(StringComparer.OrdinalIgnoreCase) { "Price", "UnitPrice", "ListPrice", "Cost", "Amount" };

    private static readonly HashSet<string> Births = new(StringComparer.OrdinalIgnoreCase) { "BirthDate", "DateOfBirth", "Birthday" };

    private static readonly HashSet<string> Prose = new(StringComparer.OrdinalIgnoreCase) { "Description", "Comment", "Comments", "Note", "Notes", "Bio", "Body", "Content", "Summary" };

    /// <summary>The value of a property without an attribute.</summary>
    public static ValueSpec Of(string name, string className, CellType type)
    {
        if (type.IsEnum)
            return ChoiceValue.OfMembers(type);

        switch (type.Kind)
        {
            case CellKind.Boolean:
                return new BooleanValue();
            case CellKind.Uuid:
                return new UuidValue(TimeOrdered: false);
            case CellKind.Binary:
                return new BytesValue(Math.Min(16, type.MaxLength ?? 16));
            case CellKind.Text:
                return OfText(name, className, type);
            case CellKind.Date or CellKind.Timestamp or CellKind.TimestampOffset:
                return Between(type, Births.Contains(name) ? "1945-01-01" : "2025-01-01", Births.Contains(name) ? "2006-12-31" : "2025-12-31T23:59:59.999999");
            case CellKind.Time or CellKind.Duration:
                return UniformValue.Of(0, 86_399_999_999, type.Grain);
            default:
                return OfNumber(name, type);
        }
    }

    /// <summary>The value of a unique property without an attribute: whole numbers from all that the type has.</summary>
    public static ValueSpec OfUnique(string name, string className, CellType type) => type is { IsInteger: true, IsEnum: false }
        ? UniformValue.Of(0, (decimal)Constants.Largest(type))
        : Of(name, className, type);

    private static TextValue OfText(string name, string className, CellType type)
    {
        if (type.IsCharacter)
            return new TextValue("global::StellarForge.Generated.TextSource.Pattern(\"?\")") { Domain = 26 };
        if (Texts.TryGetValue(name, out var fake))
            return TextValue.Of(fake);
        if (name.Equals("Name", StringComparison.OrdinalIgnoreCase))
        {
            return TextValue.Of(
                Contains(className, "Product", "Item", "Article") ? "commerce.productName"
                : Contains(className, "Company", "Supplier", "Vendor", "Brand", "Store", "Shop", "Organization") ? "company.companyName"
                : Contains(className, "City", "Town") ? "address.city"
                : Contains(className, "Country") ? "address.country"
                : Contains(className, "Department") ? "commerce.department"
                : "name.fullName");
        }

        var (min, max) = Prose.Contains(name) ? (40, 200) : (15, 50);
        max = Math.Min(Math.Max(max, type.MinLength), type.MaxLength ?? int.MaxValue);
        return new TextValue($"global::StellarForge.Generated.TextSource.Prose({Math.Min(Math.Max(min, type.MinLength), max)}, {max})");
    }

    /// <summary>The numbers that a property has by its name or type.</summary>
    public static (double Min, double Max) IntervalOf(string name, CellType type) =>
        Prices.Contains(name) ? (0.5, 10_000)
        : Numbers.TryGetValue(name, out var known) && known.Max <= Constants.Largest(type) && known.Min >= Constants.Smallest(type) ? known
        : (0, Math.Min(1_000, Constants.Largest(type)));

    /// <summary>Whether a name says what numbers to expect.</summary>
    public static bool KnowsNumber(string name) => Numbers.ContainsKey(name);

    private static ValueSpec OfNumber(string name, CellType type)
    {
        if (Prices.Contains(name) && type.Kind is CellKind.Decimal or CellKind.Double)
            return new DistributionValue("LogNormal", new([3.2, 0.9, 0.5, Math.Min(10_000, Constants.Largest(type))]));

        var (min, max) = Prices.Contains(name) ? (0, Math.Min(1_000, Constants.Largest(type))) : IntervalOf(name, type);
        if (type.Kind is CellKind.Single or CellKind.Double)
            return new UniformRealValue(min, max);
        return Constants.TryUnits(min, type, out var low) && Constants.TryUnits(max, type, out var high) ? UniformValue.Of(low, high) : UniformValue.Of(0, 1);
    }

    private static UniformValue Between(CellType type, string from, string to) =>
        Constants.TryUnits(from, type, out var first) && Constants.TryUnits(to, type, out var last) ? UniformValue.Of(first, last, type.Grain) : UniformValue.Of(0, 0);

    private static bool Contains(string className, params string[] words) => Array.Exists(words, word => className.Contains(word));
}
