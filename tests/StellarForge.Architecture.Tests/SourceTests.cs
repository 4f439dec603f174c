using System.Text.RegularExpressions;

namespace StellarForge.Architecture.Tests;

public partial class SourceTests
{
    private const int MostLines = 400;
    private const int LongestLine = 160;

    // A longer file wants a reason.
    private static readonly Dictionary<string, string> LongFiles = [];

    [Fact]
    public void No_source_file_is_longer_than_400_lines()
    {
        var tooLong = Repository.Files(".cs")
            .Where(file => !LongFiles.ContainsKey(file))
            .Select(file => (File: file, Lines: File.ReadLines(Repository.FullPath(file)).Count()))
            .Where(file => file.Lines > MostLines);

        tooLong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_exception_is_still_a_long_file() =>
        LongFiles.Keys.ShouldAllBe(file => File.ReadLines(Repository.FullPath(file)).Count() > MostLines);

    [Fact]
    public void No_line_is_longer_than_160_characters()
    {
        var tooLong =
            from file in Repository.Files(".cs")
            from line in File.ReadLines(Repository.FullPath(file)).Index()
            where line.Item.Length > LongestLine
            select $"{file}:{line.Index + 1} has {line.Item.Length}";

        tooLong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("src/StellarForge/Attributes", "*.cs")]
    public void A_file_declares_one_public_type_of_its_name(string folder, string files) =>
        Directory.EnumerateFiles(Repository.FullPath(folder), files).ShouldAllBe(file =>
            PublicTypes().Matches(File.ReadAllText(file)).Select(type => type.Groups["name"].Value)
                .SequenceEqual(new[] { Path.GetFileNameWithoutExtension(file) }));

    [Fact]
    public void No_file_names_a_folder_of_one_machine()
    {
        var found =
            from file in Repository.Files(".cs", ".csproj", ".props", ".targets", ".sln", ".json", ".md", ".yml", ".sh", "")
            from line in File.ReadLines(Repository.FullPath(file)).Index()
            where MachineFolder().IsMatch(line.Item)
            select $"{file}:{line.Index + 1}: {line.Item.Trim()}";

        found.ShouldBeEmpty();
    }

    [GeneratedRegex(@"^public (sealed )?(class|enum|interface|struct) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicTypes();

    // The home of the user of .NET's container images is no machine's.
    [GeneratedRegex("""(^|[\s"'`(=:])(/(home(?!/app\b)|Users|root|work)/[\w.]|[A-Z]:\\Users\\\w)""")]
    private static partial Regex MachineFolder();
}
