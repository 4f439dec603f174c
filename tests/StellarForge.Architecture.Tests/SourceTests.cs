using System.Text.RegularExpressions;

namespace StellarForge.Architecture.Tests;

public partial class SourceTests
{
    private const int MostLines = 400;

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
    public void No_file_names_a_folder_of_one_machine()
    {
        var found =
            from file in Repository.Files(".cs", ".csproj", ".props", ".targets", ".sln", ".json", ".md", ".yml", ".sh", "")
            from line in File.ReadLines(Repository.FullPath(file)).Index()
            where MachineFolder().IsMatch(line.Item)
            select $"{file}:{line.Index + 1}: {line.Item.Trim()}";

        found.ShouldBeEmpty();
    }

    [GeneratedRegex("""(^|[\s"'`(=:])(/(home|Users|root|work)/[\w.]|[A-Z]:\\Users\\\w)""")]
    private static partial Regex MachineFolder();
}
