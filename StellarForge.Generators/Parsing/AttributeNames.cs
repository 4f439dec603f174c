namespace StellarForge.Generators.Parsing;

/// <summary>The attributes that mean something, by full metadata name; a test compares StellarForge's with the real types.</summary>
internal static class AttributeNames
{
    public const string Forge = "StellarForge.ForgeAttribute";
    public const string ChildOf = "StellarForge.ChildOfAttribute`1";
    public const string Naming = "StellarForge.ForgeNamingAttribute";
    public const string References = "StellarForge.ReferencesAttribute`1";
    public const string Unique = "StellarForge.UniqueAttribute";
    public const string NullRate = "StellarForge.NullRateAttribute";
    public const string Decimal = "StellarForge.DecimalAttribute";
    public const string RowRandom = "StellarForge.RowRandom";
    public const string Utf8Builder = "StellarForge.Text.Utf8Builder";

    public const string Key = "System.ComponentModel.DataAnnotations.KeyAttribute";
    public const string MaxLength = "System.ComponentModel.DataAnnotations.MaxLengthAttribute";
    public const string StringLength = "System.ComponentModel.DataAnnotations.StringLengthAttribute";
    public const string MinLength = "System.ComponentModel.DataAnnotations.MinLengthAttribute";
    public const string Length = "System.ComponentModel.DataAnnotations.LengthAttribute";
    public const string Range = "System.ComponentModel.DataAnnotations.RangeAttribute";
    public const string AllowedValues = "System.ComponentModel.DataAnnotations.AllowedValuesAttribute";
    public const string RegularExpression = "System.ComponentModel.DataAnnotations.RegularExpressionAttribute";
    public const string EmailAddress = "System.ComponentModel.DataAnnotations.EmailAddressAttribute";
    public const string Phone = "System.ComponentModel.DataAnnotations.PhoneAttribute";
    public const string Url = "System.ComponentModel.DataAnnotations.UrlAttribute";
    public const string CreditCard = "System.ComponentModel.DataAnnotations.CreditCardAttribute";
    public const string Required = "System.ComponentModel.DataAnnotations.RequiredAttribute";
    public const string Table = "System.ComponentModel.DataAnnotations.Schema.TableAttribute";
    public const string Column = "System.ComponentModel.DataAnnotations.Schema.ColumnAttribute";
    public const string NotMapped = "System.ComponentModel.DataAnnotations.Schema.NotMappedAttribute";
    public const string ComplexType = "System.ComponentModel.DataAnnotations.Schema.ComplexTypeAttribute";
    public const string DatabaseGenerated = "System.ComponentModel.DataAnnotations.Schema.DatabaseGeneratedAttribute";
    public const string Timestamp = "System.ComponentModel.DataAnnotations.TimestampAttribute";
    public const string ForeignKey = "System.ComponentModel.DataAnnotations.Schema.ForeignKeyAttribute";

    public const string EfPrecision = "Microsoft.EntityFrameworkCore.PrecisionAttribute";
    public const string EfIndex = "Microsoft.EntityFrameworkCore.IndexAttribute";
    public const string EfPrimaryKey = "Microsoft.EntityFrameworkCore.PrimaryKeyAttribute";
    public const string EfOwned = "Microsoft.EntityFrameworkCore.OwnedAttribute";
    public const string EfContext = "Microsoft.EntityFrameworkCore.DbContext";
    public const string EfSet = "Microsoft.EntityFrameworkCore.DbSet";
    public const string EfKeyless = "Microsoft.EntityFrameworkCore.KeylessAttribute";
}
