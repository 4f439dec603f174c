using Microsoft.CodeAnalysis;

namespace StellarForge.Generators.Parsing;

/// <summary>Every mistake in a model that can be known when it is compiled. Each has a page in docs/diagnostics.</summary>
internal static class Descriptors
{
    public static readonly DiagnosticDescriptor NotPartial = Error(1, "An annotated class must be partial",
        "'{0}' must be declared partial, as must the types around it, so that its rows can be generated");
    public static readonly DiagnosticDescriptor Generic = Error(2, "An annotated class cannot be generic",
        "'{0}' has type parameters; a table is one class");
    public static readonly DiagnosticDescriptor UnknownColumn = Error(3, "Unknown column",
        "'{0}' on '{1}': there is no column '{2}' in '{3}'{4}");
    public static readonly DiagnosticDescriptor WrongType = Error(4, "The attribute does not fit the property's type",
        "'{0}' on '{1}' cannot make values of type '{2}'");
    public static readonly DiagnosticDescriptor EmptyBounds = Error(5, "Nothing lies between the bounds",
        "'{0}' on '{1}': nothing lies between {2} and {3}; exchange or widen the bounds");
    public static readonly DiagnosticDescriptor OutOfRange = Error(6, "An argument is out of range",
        "'{0}' on '{1}': {2} is {3}, and must be {4}");
    public static readonly DiagnosticDescriptor BadConstant = Error(7, "A constant does not fit",
        "'{0}' on '{1}': {2} is no value of type '{3}'");
    public static readonly DiagnosticDescriptor UnknownFakeName = Error(8, "Unknown fake name",
        "'{0}' on '{1}': there is no fake value '{2}'{3}");
    public static readonly DiagnosticDescriptor LiteralTooLong = Error(9, "A literal is longer than its column",
        "'{0}' on '{1}': \"{2}\" has {3} characters, and the column holds {4}");
    public static readonly DiagnosticDescriptor WrongWeights = Error(10, "There must be one weight for each value",
        "'{0}' on '{1}' has {2} weights for {3} values");
    public static readonly DiagnosticDescriptor NotUnique = Error(11, "These values cannot be unique",
        "'{0}' on '{1}': values of '{2}' cannot be made unique; use a uniform distribution, a pattern, or a sequence");
    public static readonly DiagnosticDescriptor DomainTooSmall = Error(12, "A unique column has fewer values than the table has rows",
        "'{0}' can have {1} different values, and '{2}' has {3} rows");
    public static readonly DiagnosticDescriptor Cycle = Error(13, "Columns are made from each other in a circle",
        "The value of '{0}' is made from itself: {1}");
    public static readonly DiagnosticDescriptor NotATable = Error(14, "The class is not a table",
        "'{0}' on '{1}': '{2}' is not annotated with [Forge]");
    public static readonly DiagnosticDescriptor NoKey = Error(15, "The parent has no key",
        "'{0}' on '{1}': '{2}' has no key that could be referenced; give it a [Key], or name a column");
    public static readonly DiagnosticDescriptor NotAReference = Error(16, "The property is not a reference",
        "'{0}' on '{1}': '{2}' is not a property with [References] that makes its value");
    public static readonly DiagnosticDescriptor NotOwned = Error(17, "Only owned tables have this",
        "'{0}' on '{1}' needs a class with [ChildOf<…>]");
    public static readonly DiagnosticDescriptor NotAChild = Error(18, "The class is not a child",
        "'{0}' on '{1}': '{2}' is not owned by '{3}'; it needs [ChildOf<{3}>]");
    public static readonly DiagnosticDescriptor NeedsNullable = Error(19, "The property must be nullable",
        "'{0}' on '{1}' makes nulls: the property must be nullable");
    public static readonly DiagnosticDescriptor UnknownMethod = Error(20, "Unknown method",
        "'{0}' on '{1}': there is no static method '{2}' in '{3}'");
    public static readonly DiagnosticDescriptor BadParameter = Error(21, "A parameter has no source",
        "Parameter '{2}' of '{3}': it must be named after a column and fit its type (nullable where the column is), or be a RowRandom, a 'long row', "
        + "or a 'ref Utf8Builder'");
    public static readonly DiagnosticDescriptor BadReturn = Error(22, "A method returns another type",
        "'{0}' on '{1}': '{2}' returns '{3}', and must return '{4}'");
    public static readonly DiagnosticDescriptor NotSettable = Error(23, "The property cannot be set",
        "'{1}' has no setter, so '{0}' has nowhere to put its values");
    public static readonly DiagnosticDescriptor UnsupportedType = Error(24, "No column holds this type",
        "'{0}' on '{1}': no column holds values of type '{2}'");
    public static readonly DiagnosticDescriptor Conflict = Error(25, "Two attributes make the value",
        "'{1}' has both '{0}' and '{2}'; a value is made in one way");
    public static readonly DiagnosticDescriptor DuplicateName = Error(26, "A database name is used twice",
        "'{1}' has the database name '{2}', as '{0}' has");
    public static readonly DiagnosticDescriptor BadGenerator = Error(27, "The generator makes another type",
        "'{0}' on '{1}': '{2}' must implement IValueGenerator<{3}>");
    public static readonly DiagnosticDescriptor BadPrecision = Error(28, "A precision is out of range",
        "'{1}' is decimal({2},{3}); the precision must be 1 to 28, and the scale 0 to the precision");
    public static readonly DiagnosticDescriptor OwnershipCycle = Error(29, "Tables own each other in a circle",
        "'{0}' is owned by itself: {1}");
    public static readonly DiagnosticDescriptor TypeMismatch = Error(30, "Two columns hold different types",
        "'{0}' on '{1}': '{2}' is of type '{3}', which does not fit '{4}'");
    public static readonly DiagnosticDescriptor WrongOther = Error(31, "The other column has the wrong type",
        "'{0}' on '{1}': '{2}' is of type '{3}', and must be {4}");
    public static readonly DiagnosticDescriptor NoConstructor = Error(32, "The class cannot be made",
        "'{0}' needs a constructor without parameters, or to be a positional record");
    public static readonly DiagnosticDescriptor DuplicateTable = Error(33, "A table name is used twice",
        "'{0}' and '{1}' are both the table '{2}'");
    public static readonly DiagnosticDescriptor ReferenceOption = Error(34, "A reference cannot be drawn like this",
        "'{0}' on '{1}': {2}");
    public static readonly DiagnosticDescriptor NoColumns = Error(35, "A table has no columns",
        "'{0}' has no property that a column could hold; give it public properties with setters");
    public static readonly DiagnosticDescriptor TooManyRows = Error(36, "A table has more rows than an index counts",
        "'{0}' can have up to {1} rows, and a row index has 64 bits; lower the most children of '{0}' or of its owners");
    public static readonly DiagnosticDescriptor Unforeseen = Error(37, "The generator failed",
        "The generator failed on '{0}', which is a defect of StellarForge; please report it with the class: {1}");
    public static readonly DiagnosticDescriptor NotAccessible = Error(38, "The class is not accessible",
        "'{0}' must be public or internal, as must the types around it, so that the model can list it");
    public static readonly DiagnosticDescriptor NotCallable = Error(39, "The method cannot be called",
        "'{0}' on '{1}': '{2}' {3}");
    public static readonly DiagnosticDescriptor UnknownForeignKey = Error(50, "A foreign key names nothing",
        "[ForeignKey] on '{0}': there is no property '{1}' in '{2}'{3}");
    public static readonly DiagnosticDescriptor PartOfHierarchy = Error(51, "A reference to a part of a table",
        "'{0}' on '{1}': '{2}' shares the table of '{3}'; refer to '{3}', or give '{2}' a [Table] of its own");
    public static readonly DiagnosticDescriptor OwnedRows = Error(52, "An owned table counts its rows per owner",
        "'{0}' has both [Forge(Rows = …)] and [ChildOf<…>]; the count per owner says how many rows there are, so leave Rows out");
    public static readonly DiagnosticDescriptor ReservedName = Error(53, "A member has a generated member's name",
        "'{0}' has the name of a member that is generated; rename it, and keep the name in the database by {1}");
    public static readonly DiagnosticDescriptor SkipNavigation = Error(54, "A join table has no class",
        "'{0}.{1}' and '{2}.{3}' are joined by a table without a class, which stays empty; add: "
        + "[Forge, ChildOf<{0}>(0, 3)] public partial class {0}{2} {{ [References<{0}>] public {4} {3}Id {{ get; set; }} "
        + "[References<{2}>(Distinct = true)] public {5} {1}Id {{ get; set; }} }}");
    public static readonly DiagnosticDescriptor NoColumnFor = Error(55, "A property has a type without a column",
        "'{0}.{1}' is of type '{2}', which no column holds; use text or a number, make the class of it [Owned] or [Forge], or say [NotMapped]");
    public static readonly DiagnosticDescriptor HierarchyOption = Error(56, "An option belongs to the root of a hierarchy",
        "[{0}] on '{1}' belongs to '{2}', whose table holds the rows");
    public static readonly DiagnosticDescriptor BadRegex = Error(57, "A regular expression says more than a pattern can",
        "[RegularExpression] on '{0}': {1} in \"{2}\" cannot be made; give the values by [Pattern], [OneOf] or [Computed]");
    public static readonly DiagnosticDescriptor UnknownLocale = Error(58, "Unknown locale",
        "'{0}' on '{1}': there is no locale '{2}'{3}");
    public static readonly DiagnosticDescriptor LengthOutOfReach = Error(59, "A length cannot be kept",
        "'{0}': no length is {1} at least and {2} at most");
    public static readonly DiagnosticDescriptor NoDefaultCase = Error(60, "A choice has no value for the other cases",
        "'{0}' on '{1}' has no value where '{2}' is none of the values named by When; add an '{0}' without Given and When");
    public static readonly DiagnosticDescriptor NarrowTotal = Error(61, "A total has more digits than its column",
        "'{0}' is {1}, and the values of '{2}' add up to as much as {3}; widen '{0}'");
    public static readonly DiagnosticDescriptor UnknownOwner = Error(62, "Nothing refers to the owner",
        "'{0}' is owned by '{1}', and no property says by which row of it; add: [References<{1}>] public {2} {1}Id {{ get; set; }}, "
        + "and [NotMapped] where it is no column");
    public static readonly DiagnosticDescriptor UnreachableCase = Error(63, "A choice is for a value that never comes",
        "'OneOf' on '{0}': '{1}' is never {2}{3}");
    public static readonly DiagnosticDescriptor NoLength = Error(64, "Values of this type have no length",
        "'{0}' on '{1}': values of type '{2}' have no length; say by [Range] or [Uniform] how large they are");
    public static readonly DiagnosticDescriptor OpenParts = Error(65, "A reference leaves parts of a key open",
        "'{0}' on '{1}': the key of '{2}' is ({3}), and nothing says what holds {4}; "
        + "give each part a property with [References<{2}>(nameof({2}.…))], or say by Within which reference holds the others");

    private static DiagnosticDescriptor Error(int number, string title, string message) => new(
        $"SF{number:0000}", title, message, "StellarForge", DiagnosticSeverity.Error, isEnabledByDefault: true,
        helpLinkUri: $"https://github.com/stellarforge/stellarforge/blob/main/docs/diagnostics/SF{number:0000}.md");
}
