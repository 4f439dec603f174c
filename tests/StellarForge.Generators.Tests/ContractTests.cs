using System.Text.RegularExpressions;
using StellarForge.Generated;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Tests.Support;
using StellarForge.Text;

namespace StellarForge.Generators.Tests;

/// <summary>What the generator knows by name, because it cannot reference the library, is what the library has.</summary>
public class ContractTests
{
    [Fact]
    public void The_generator_knows_the_fake_names_of_the_library() =>
        FakeNameList.All.Order(StringComparer.Ordinal).ShouldBe(FakeNames.All);

    [Fact]
    public void The_generator_knows_the_locales_of_the_library() =>
        Locales.All.Order(StringComparer.Ordinal).ShouldBe(Bogus.Database.GetAllLocales().Order(StringComparer.Ordinal));

    [Fact]
    public void The_attributes_that_the_generator_reads_exist()
    {
        var library = typeof(ForgeAttribute).Assembly;
        foreach (var name in Internals.AttributeNames().Where(name => name.StartsWith("StellarForge.", StringComparison.Ordinal)))
            library.GetType(name).ShouldNotBeNull(name);
        foreach (var name in Internals.AttributeNames().Where(name => name.StartsWith("System.", StringComparison.Ordinal)))
            typeof(System.ComponentModel.DataAnnotations.KeyAttribute).Assembly.GetType(name).ShouldNotBeNull(name);
    }

    [Fact]
    public void The_generator_reads_every_attribute_of_the_library()
    {
        var read = Internals.AttributeNames().ToHashSet();
        var known = typeof(ForgeAttribute).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Attribute)))
            .Where(type => type != typeof(ForgeModelAttribute) && type != typeof(Formats.RowFormatAttribute));

        known.Select(type => type.FullName!).ShouldBeSubsetOf(read);
    }

    [Fact]
    public void The_documentation_lists_every_conventional_name_and_attribute()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "model.md"));

        Internals.ConventionalNames().Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)).ShouldBeEmpty();
        Internals.AttributeNames().Where(name => name.EndsWith("Attribute", StringComparison.Ordinal) || name.EndsWith("`1", StringComparison.Ordinal))
            .Select(name => name.Split('.')[^1].Replace("`1", "").Replace("Attribute", ""))
            .Where(name => !page.Contains($"[{name}", StringComparison.Ordinal) && !page.Contains($"[assembly: {name}", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void The_examples_of_the_documentation_compile_and_run()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "model.md"));
        var examples = Regex.Matches(page, "```csharp\n(.*?)```", RegexOptions.Singleline);

        examples.Count.ShouldBeGreaterThan(3);
        foreach (Match example in examples)
            CompiledModel.Of(example.Groups[1].Value).ShouldHold(new World(scale: 0.02));
    }
}
