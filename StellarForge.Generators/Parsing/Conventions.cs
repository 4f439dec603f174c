using StellarForge.Generators.Specs;
using StellarForge.Generators.Values;

namespace StellarForge.Generators.Parsing;

/// <summary>What a property without a value attribute gets: by its name where its type fits, else by its type. docs/model.md has the tables.</summary>
internal static class Conventions
{
    private static readonly Dictionary<string, string> Texts = Table("""
        name.firstName: FirstName GivenName MiddleName
        name.lastName: LastName Surname FamilyName
        name.fullName: FullName DisplayName
        name.jobTitle: JobTitle Occupation
        internet.email: Email EmailAddress
        internet.userName: UserName Login
        internet.url: Url Website WebAddress
        internet.domainName: Domain
        internet.ip: IpAddress
        internet.mac: MacAddress
        internet.userAgent: UserAgent
        phone.phoneNumber: Phone PhoneNumber Mobile
        address.streetAddress: Street StreetAddress Address AddressLine1
        address.secondaryAddress: AddressLine2
        address.city: City Town
        address.state: State
        address.county: County
        address.zipCode: ZipCode Zip PostalCode
        address.country: Country
        address.countryCode: CountryCode
        company.companyName: Company CompanyName
        commerce.productName: ProductName
        commerce.department: Department
        commerce.color: Color
        commerce.categories: Category
        finance.currencyCode: Currency CurrencyCode
        finance.iban: Iban
        """);

    // What else a longer name may end in is something else: a ConnectionState is no state of a country.
    private static readonly HashSet<string> WholeNames = Set("Domain Login State Category Color Department");

    // Behind these, a state is one of a country.
    private static readonly HashSet<string> Places = Set("Address Billing Shipping Delivery Home Work Mailing");

    // What a name is the name of: by the words before it, else by the class.
    private static readonly Dictionary<string, string> Named = Table("""
        commerce.productName: Product Item Article
        company.companyName: Company Supplier Vendor Brand Store Shop Organization Manufacturer Employer
        address.city: City Town
        address.country: Country
        commerce.department: Department
        commerce.categories: Category
        commerce.color: Color
        finance.currencyName: Currency
        system.fileName: File
        name.fullName: Person Customer Client User Employee Contact Member Owner Author Editor Manager Student Teacher Patient Doctor Guest Player
        name.fullName: Driver Sender Recipient
        """);

    private static readonly string[] NameOrTitle = ["Name", "Title"];

    private static readonly string[] Genders = ["Female", "Male", "Other"];

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

    private static readonly HashSet<string> Prices = Set("Price UnitPrice ListPrice Cost Amount");

    private static readonly HashSet<string> Births = Set("BirthDate DateOfBirth Birthday");

    private static readonly HashSet<string> Prose = Set("Description Comment Comments Note Notes Bio Body Content Summary");

    // Lines of a value and the names that get it.
    private static Dictionary<string, string> Table(string lines) => lines.Split('\n').Select(line => line.Trim().Split(':'))
        .SelectMany(line => line[1].Trim().Split(' ').Select(name => (Name: name, Value: line[0])))
        .ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.OrdinalIgnoreCase);

    private static HashSet<string> Set(string names) => new(names.Split(' '), StringComparer.OrdinalIgnoreCase);

    /// <summary>The value of a property without an attribute.</summary>
    public static ValueSpec Of(string name, string className, CellType type)
    {
        if (type.List is { } list)
            return new ListValue(Of(Names.Singular(name), className, list.Item));
        if (type.IsJson)
            return new EmptyJsonValue(type.ClrType.EndsWith(".JsonArray", StringComparison.Ordinal));
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
                return Ends(name, Births) is not null ? Between(type, "1945-01-01", "2006-12-31") : Between(type, "2025-01-01", "2025-12-31T23:59:59.999999");
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

    private static ValueSpec OfText(string name, string className, CellType type)
    {
        if (type.IsCharacter)
            return TextValue.OfPattern("?");
        if (type.Form == TextForm.Uri)
            return TextValue.Of("internet.url");
        if (FakeOf(name, className) is { } fake)
            return TextValue.Of(fake);
        if (Names.Words(name).Last().Equals("Gender", StringComparison.OrdinalIgnoreCase))
            return ChoiceValue.Of(Genders.Select(gender => gender.Substring(0, Math.Min(gender.Length, type.MaxLength ?? gender.Length))));

        var (min, max) = Ends(name, Prose) is not null ? (40, 200) : Ends(name, NameOrTitle) is "Name" ? (5, 25) : (15, 50);
        max = Math.Min(Math.Max(max, type.MinLength), type.MaxLength ?? int.MaxValue);
        return TextValue.OfProse(Math.Min(Math.Max(min, type.MinLength), max), max);
    }

    private static string? FakeOf(string name, string className)
    {
        if (Ends(name, Texts.Keys) is { } known)
            return Texts[known];
        var words = Names.Words(name);
        var before = words.Take(words.Count - 1).Reverse().ToList();
        if (before.Count > 0 && Places.Contains(before[0]) && words.Last().Equals("State", StringComparison.OrdinalIgnoreCase))
            return Texts["State"];
        if (Ends(name, NameOrTitle) is not { } what)
            return null;

        // The nearest word says most: a SupplierContactName is a person's.
        var owners = before.Count > 0 ? before : Enumerable.Reverse(Names.Words(className));
        var fake = owners.Select(word => Named.TryGetValue(word, out var fake) ? fake : null).FirstOrDefault(fake => fake is not null);
        return what == "Name" ? fake : fake == "name.fullName" ? "name.prefix" : null;
    }

    /// <summary>The longest of the known names that a name is, or ends in as words: <c>WorkEmail</c> in <c>Email</c>.</summary>
    private static string? Ends(string name, ICollection<string> known)
    {
        var words = Names.Words(name);
        for (var i = 0; i < words.Count; i++)
        {
            var end = string.Concat(words.Skip(i));
            if (known.FirstOrDefault(item => item.Equals(end, StringComparison.OrdinalIgnoreCase)) is { } found && (i == 0 || !WholeNames.Contains(found)))
                return found;
        }

        return null;
    }

    /// <summary>The numbers that a property has by its name or type.</summary>
    public static (double Min, double Max) IntervalOf(string name, CellType type)
    {
        var (least, most) = (Constants.Smallest(type), Constants.Largest(type));
        return Ends(name, Prices) is not null ? (0.5, 10_000)
            : Ends(name, Numbers.Keys) is { } key && Numbers[key] is var known && known.Max <= most && known.Min >= least ? known
            : (0, Math.Min(1_000, most));
    }

    /// <summary>Whether a name says what numbers to expect.</summary>
    public static bool KnowsNumber(string name) => Ends(name, Numbers.Keys) is not null;

    private static ValueSpec OfNumber(string name, CellType type)
    {
        var isPrice = Ends(name, Prices) is not null;
        if (isPrice && type.Kind is CellKind.Decimal or CellKind.Double)
            return new DistributionValue("LogNormal", new([3.2, 0.9, 0.5, Math.Min(10_000, Constants.Largest(type))]));

        var (min, max) = isPrice ? (0, Math.Min(1_000, Constants.Largest(type))) : IntervalOf(name, type);
        if (type.Kind is CellKind.Single or CellKind.Double)
            return new UniformRealValue(min, max);
        return Constants.TryUnits(min, type, out var low) && Constants.TryUnits(max, type, out var high) ? UniformValue.Of(low, high) : UniformValue.Of(0, 1);
    }

    private static UniformValue Between(CellType type, string from, string to) =>
        Constants.TryUnits(from, type, out var first) && Constants.TryUnits(to, type, out var last)
            ? UniformValue.Of(first, last, type.Grain)
            : UniformValue.Of(0, 0);
}
