namespace StellarForge.Text;

/// <summary>How each name of <see cref="FakeNames"/> is made. To add a name, add a line.</summary>
/// <remarks>
/// A line is a name and one or more alternatives with equal odds; <c>TemplateParser</c> says what stands in them.
/// In short: <c>#{address.city}</c> is a list of the locale, <c>{{name.firstName}}</c> another name, <c>{{'##'}}</c> a pattern, <c>{{1..31}}</c> a number.
/// </remarks>
internal static class FakeRecipes
{
    public static readonly (string Name, string[] Alternatives)[] Table =
    [
        ("address.buildingNumber", ["#{address.building_number}"]),
        ("address.cardinalDirection", ["North", "East", "South", "West"]),
        ("address.city", ["#{address.city}"]),
        ("address.cityPrefix", ["#{address.city_prefix}"]),
        ("address.citySuffix", ["#{address.city_suffix}"]),
        ("address.country", ["#{address.country}"]),
        ("address.countryCode", ["#{address.country_code}"]),
        ("address.county", ["#{address.county}"]),
        ("address.direction", ["#{address.direction}"]),
        ("address.fullAddress", ["{{address.streetAddress}}, {{address.city}}, {{address.country}}"]),
        ("address.latitude", ["{{-89..89}}.{{'####'}}"]),
        ("address.longitude", ["{{-179..179}}.{{'####'}}"]),
        ("address.ordinalDirection", ["Northeast", "Northwest", "Southeast", "Southwest"]),
        ("address.secondaryAddress", ["#{address.secondary_address}"]),
        ("address.state", ["#{address.state}"]),
        ("address.stateAbbr", ["#{address.state_abbr}"]),
        ("address.streetAddress", ["#{address.street_address}"]),
        ("address.streetName", ["#{address.street_name}"]),
        ("address.streetSuffix", ["#{address.street_suffix}"]),
        ("address.zipCode", ["#{address.postcode}"]),

        ("commerce.categories", ["#{commerce.department}"]),
        ("commerce.color", ["#{commerce.color}"]),
        ("commerce.department", ["#{commerce.department}"]),
        ("commerce.ean13", ["{{ean '############'}}"]),
        ("commerce.ean8", ["{{ean '#######'}}"]),
        ("commerce.price", ["{{1..999}}.{{'##'}}"]),
        ("commerce.product", ["#{commerce.product_name.product}"]),
        ("commerce.productAdjective", ["#{commerce.product_name.adjective}"]),
        ("commerce.productDescription", ["#{commerce.product_description}"]),
        ("commerce.productMaterial", ["#{commerce.product_name.material}"]),
        ("commerce.productName", ["#{commerce.product_name.adjective} #{commerce.product_name.material} #{commerce.product_name.product}"]),

        ("company.bs", ["#{company.bs_verb} #{company.bs_adjective} #{company.bs_noun}"]),
        ("company.catchPhrase", ["#{company.adjective} #{company.descriptor} #{company.noun}"]),
        ("company.companyName", ["#{company.name}"]),
        ("company.companySuffix", ["#{company.suffix}"]),

        ("database.collation", ["#{database.collation}"]),
        ("database.column", ["#{database.column}"]),
        ("database.engine", ["#{database.engine}"]),
        ("database.type", ["#{database.type}"]),

        ("date.month", ["#{date.month.wide}"]),
        ("date.timeZoneString", ["#{address.time_zone}"]),
        ("date.weekday", ["#{date.weekday.wide}"]),

        ("finance.account", ["{{'########'}}"]),
        ("finance.accountName", ["#{finance.account_type} Account"]),
        ("finance.amount", ["{{0..9999}}.{{'##'}}"]),
        ("finance.bic", ["{{'????'}}#{address.country_code}{{'**'}}", "{{'????'}}#{address.country_code}{{'**###'}}"]),
        ("finance.bitcoinAddress", ["1{{base58 32}}", "3{{base58 32}}"]),
        ("finance.creditCardCvv", ["{{'###'}}"]),
        ("finance.creditCardNumber",
        [
            "{{luhn '4###-####-####-###'}}", "{{luhn '51##-####-####-###'}}", "{{luhn '6011-####-####-###'}}", "{{luhn '34##-######-####'}}",
        ]),
        ("finance.currencyCode", ["#{finance.currency_code}"]),
        ("finance.currencyName", ["#{finance.currency_name}"]),
        ("finance.currencySymbol", ["#{finance.currency_symbol}"]),
        ("finance.ethereumAddress", ["0x{{hex 40}}"]),
        ("finance.iban",
        [
            "{{iban 'DE##################'}}", "{{iban 'GB??##############'}}", "{{iban 'NL??##########'}}", "{{iban 'ES####################'}}",
            "{{iban 'AT################'}}", "{{iban 'BE############'}}", "{{iban 'CH#################'}}", "{{iban 'SE####################'}}",
            "{{iban 'PL########################'}}", "{{iban 'DK##############'}}",
        ]),
        ("finance.litecoinAddress", ["L{{base58 33}}", "M{{base58 33}}"]),
        ("finance.routingNumber", ["{{routing '0#######'}}", "{{routing '1#######'}}", "{{routing '2#######'}}"]),
        ("finance.transactionType", ["#{finance.transaction_type}"]),

        ("hacker.abbreviation", ["#{hacker.abbreviation}"]),
        ("hacker.adjective", ["#{hacker.adjective}"]),
        ("hacker.ingVerb", ["#{hacker.ingverb}"]),
        ("hacker.noun", ["#{hacker.noun}"]),
        ("hacker.phrase", ["#{hacker.phrase}"]),
        ("hacker.verb", ["#{hacker.verb}"]),

        ("internet.avatar", ["https://avatars.example.com/{{hex 16}}.jpg"]),
        ("internet.color", ["#{{hex 6}}"]),
        ("internet.domainName", ["{{internet.domainWord}}.{{internet.domainSuffix}}"]),
        ("internet.domainSuffix", ["#{internet.domain_suffix}"]),
        ("internet.domainWord",
        [
            "{{name.lastName:slug}}", "{{name.lastName:slug}}-{{name.lastName:slug}}", "{{commerce.product:slug}}-{{name.lastName:slug}}",
        ]),
        ("internet.email",
        [
            "{{name.firstName:slug}}.{{name.lastName:slug}}{{'##'}}@#{internet.free_email}",
            "{{name.firstName:slug}}_{{name.lastName:slug}}{{'##'}}@#{internet.free_email}",
            "{{name.firstName:slug}}{{'####'}}@#{internet.free_email}",
        ]),
        ("internet.exampleEmail", ["{{name.firstName:slug}}.{{name.lastName:slug}}{{'##'}}@#{internet.example_email}"]),
        ("internet.ip", ["{{1..223}}.{{0..255}}.{{0..255}}.{{1..254}}"]),
        ("internet.ipv6", ["2001:db8:{{hex 4}}:{{hex 4}}:{{hex 4}}:{{hex 4}}:{{hex 4}}:{{hex 4}}"]),
        ("internet.mac", ["{{hex 2}}:{{hex 2}}:{{hex 2}}:{{hex 2}}:{{hex 2}}:{{hex 2}}"]),
        ("internet.password", ["{{base58 12}}"]),
        ("internet.port", ["{{1024..65535}}"]),
        ("internet.protocol", ["http", "https"]),
        ("internet.url", ["https://{{internet.domainName}}", "https://www.{{internet.domainName}}"]),
        ("internet.urlWithPath", ["{{internet.url}}/#{lorem.words}/#{lorem.words}"]),
        ("internet.userAgent",
        [
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{{118..141}}.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{{118..141}}.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{{115..144}}.0) Gecko/20100101 Firefox/{{115..144}}.0",
            "Mozilla/5.0 (X11; Linux x86_64; rv:{{115..144}}.0) Gecko/20100101 Firefox/{{115..144}}.0",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{{15..18}}.{{0..6}} Safari/605.1.15",
            "Mozilla/5.0 (iPhone; CPU iPhone OS {{15..18}}_{{0..6}} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            + "Version/{{15..18}}.0 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Linux; Android {{11..16}}; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{{118..141}}.0.0.0 Mobile Safari/537.36",
        ]),
        ("internet.userName",
        [
            "{{name.firstName:slug}}.{{name.lastName:slug}}{{'##'}}", "{{name.firstName:slug}}_{{name.lastName:slug}}", "{{name.firstName:slug}}{{'###'}}",
        ]),

        ("lorem.letter", ["{{lower 1}}"]),
        ("lorem.paragraph",
        [
            "{{lorem.sentence}} {{lorem.sentence}} {{lorem.sentence}}",
            "{{lorem.sentence}} {{lorem.sentence}} {{lorem.sentence}} {{lorem.sentence}}",
            "{{lorem.sentence}} {{lorem.sentence}} {{lorem.sentence}} {{lorem.sentence}} {{lorem.sentence}}",
        ]),
        ("lorem.sentence",
        [
            "#{lorem.words:capital} #{lorem.words} #{lorem.words} #{lorem.words}.",
            "#{lorem.words:capital} #{lorem.words} #{lorem.words} #{lorem.words} #{lorem.words} #{lorem.words}.",
            "#{lorem.words:capital} #{lorem.words} #{lorem.words} #{lorem.words} #{lorem.words}, #{lorem.words} #{lorem.words} #{lorem.words}.",
            "#{lorem.words:capital} #{lorem.words} #{lorem.words}, "
            + "#{lorem.words} #{lorem.words} #{lorem.words} #{lorem.words} #{lorem.words} #{lorem.words} #{lorem.words}.",
        ]),
        ("lorem.slug", ["#{lorem.words}-#{lorem.words}-#{lorem.words}"]),
        ("lorem.word", ["#{lorem.words}"]),
        ("lorem.words", ["#{lorem.words} #{lorem.words} #{lorem.words}"]),

        ("music.genre", ["#{music.genre}"]),

        ("name.firstName", ["#{name.first_name}"]),
        ("name.fullName", ["#{name.name}"]),
        ("name.jobArea", ["#{name.title.level}"]),
        ("name.jobDescriptor", ["#{name.title.descriptor}"]),
        ("name.jobTitle", ["#{name.title.descriptor} #{name.title.level} #{name.title.job}"]),
        ("name.jobType", ["#{name.title.job}"]),
        ("name.lastName", ["#{name.last_name}"]),
        ("name.prefix", ["#{name.prefix}"]),
        ("name.suffix", ["#{name.suffix}"]),

        ("phone.phoneNumber", ["#{phone_number.formats}"]),

        ("random.hash", ["{{hex 40}}"]),
        ("random.uuid",
        [
            "{{hex 8}}-{{hex 4}}-4{{hex 3}}-8{{hex 3}}-{{hex 12}}", "{{hex 8}}-{{hex 4}}-4{{hex 3}}-9{{hex 3}}-{{hex 12}}",
            "{{hex 8}}-{{hex 4}}-4{{hex 3}}-a{{hex 3}}-{{hex 12}}", "{{hex 8}}-{{hex 4}}-4{{hex 3}}-b{{hex 3}}-{{hex 12}}",
        ]),

        ("rant.review", ["#{rant.review}"]),

        ("system.androidId", ["APA91{{hex 32}}"]),
        ("system.commonFileExt", ["#{system.common_file_ext}"]),
        ("system.commonFileName", ["#{lorem.words}_#{lorem.words}.#{system.common_file_ext}"]),
        ("system.directoryPath", ["#{system.directoryPaths}"]),
        ("system.exception", ["#{system.exception}"]),
        ("system.fileExt", ["#{system.common_file_ext}"]),
        ("system.fileName", ["#{lorem.words}_#{lorem.words}.#{system.common_file_ext}"]),
        ("system.filePath", ["#{system.directoryPaths}/{{system.fileName}}"]),
        ("system.mimeType", ["#{system.mimeTypes}"]),
        ("system.semver", ["{{0..9}}.{{0..20}}.{{0..20}}"]),
        ("system.version", ["{{0..9}}.{{0..20}}.{{0..20}}.{{0..99}}"]),

        ("vehicle.fuel", ["#{vehicle.fuel}"]),
        ("vehicle.manufacturer", ["#{vehicle.manufacturer}"]),
        ("vehicle.model", ["#{vehicle.model}"]),
        ("vehicle.type", ["#{vehicle.type}"]),
        ("vehicle.vin", ["{{'***********######'}}"]),
    ];
}
