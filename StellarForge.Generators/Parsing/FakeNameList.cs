namespace StellarForge.Generators.Parsing;

/// <summary>The names that <c>[Fake]</c> takes; a test compares them with <c>StellarForge.Text.FakeNames</c>.</summary>
internal static class FakeNameList
{
    public static readonly HashSet<string> All = new(StringComparer.Ordinal)
    {
        "address.buildingNumber",
        "address.cardinalDirection",
        "address.city",
        "address.cityPrefix",
        "address.citySuffix",
        "address.country",
        "address.countryCode",
        "address.county",
        "address.direction",
        "address.fullAddress",
        "address.latitude",
        "address.longitude",
        "address.ordinalDirection",
        "address.secondaryAddress",
        "address.state",
        "address.stateAbbr",
        "address.streetAddress",
        "address.streetName",
        "address.streetSuffix",
        "address.zipCode",
        "commerce.categories",
        "commerce.color",
        "commerce.department",
        "commerce.ean13",
        "commerce.ean8",
        "commerce.price",
        "commerce.product",
        "commerce.productAdjective",
        "commerce.productDescription",
        "commerce.productMaterial",
        "commerce.productName",
        "company.bs",
        "company.catchPhrase",
        "company.companyName",
        "company.companySuffix",
        "database.collation",
        "database.column",
        "database.engine",
        "database.type",
        "date.month",
        "date.timeZoneString",
        "date.weekday",
        "finance.account",
        "finance.accountName",
        "finance.amount",
        "finance.bic",
        "finance.bitcoinAddress",
        "finance.creditCardCvv",
        "finance.creditCardNumber",
        "finance.currencyCode",
        "finance.currencyName",
        "finance.currencySymbol",
        "finance.ethereumAddress",
        "finance.iban",
        "finance.litecoinAddress",
        "finance.routingNumber",
        "finance.transactionType",
        "hacker.abbreviation",
        "hacker.adjective",
        "hacker.ingVerb",
        "hacker.noun",
        "hacker.phrase",
        "hacker.verb",
        "internet.avatar",
        "internet.color",
        "internet.domainName",
        "internet.domainSuffix",
        "internet.domainWord",
        "internet.email",
        "internet.exampleEmail",
        "internet.ip",
        "internet.ipv6",
        "internet.mac",
        "internet.password",
        "internet.port",
        "internet.protocol",
        "internet.url",
        "internet.urlWithPath",
        "internet.userAgent",
        "internet.userName",
        "lorem.letter",
        "lorem.paragraph",
        "lorem.sentence",
        "lorem.slug",
        "lorem.word",
        "lorem.words",
        "music.genre",
        "name.firstName",
        "name.fullName",
        "name.jobArea",
        "name.jobDescriptor",
        "name.jobTitle",
        "name.jobType",
        "name.lastName",
        "name.prefix",
        "name.suffix",
        "phone.phoneNumber",
        "random.hash",
        "random.uuid",
        "rant.review",
        "system.androidId",
        "system.commonFileExt",
        "system.commonFileName",
        "system.directoryPath",
        "system.exception",
        "system.fileExt",
        "system.fileName",
        "system.filePath",
        "system.mimeType",
        "system.semver",
        "system.version",
        "vehicle.fuel",
        "vehicle.manufacturer",
        "vehicle.model",
        "vehicle.type",
        "vehicle.vin",
    };

    /// <summary>The names in a template, or the template itself where it has no braces.</summary>
    public static IEnumerable<string> NamesIn(string template)
    {
        if (!template.Contains("{{"))
        {
            yield return template;
            yield break;
        }

        for (var start = template.IndexOf("{{", StringComparison.Ordinal); start >= 0; start = template.IndexOf("{{", start + 2, StringComparison.Ordinal))
        {
            var end = template.IndexOf("}}", start, StringComparison.Ordinal);
            yield return end < 0 ? template.Substring(start) : template.Substring(start + 2, end - start - 2).Trim();
        }
    }

    /// <inheritdoc cref="Names.Suggestion"/>
    public static string Suggestion(string name) => Names.Suggestion(name, All);
}
