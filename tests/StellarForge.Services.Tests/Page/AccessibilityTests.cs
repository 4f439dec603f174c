using Microsoft.Playwright;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;
using static Microsoft.Playwright.Assertions;

namespace StellarForge.Services.Tests.Page;

public sealed class AccessibilityTests(Browser browser, PageServer server) : IClassFixture<Browser>, IClassFixture<PageServer>
{
    private static readonly NpmPackage Axe = new("Page/axe");

    private static readonly string[] Views = ["live", "fills", "dead-letters", "tables", "verification"];

    [Theory]
    [InlineData(ColorScheme.Light, false)]
    [InlineData(ColorScheme.Light, true)]
    [InlineData(ColorScheme.Dark, false)]
    [InlineData(ColorScheme.Dark, true)]
    public async Task Axe_finds_no_serious_fault(ColorScheme scheme, bool isPhone)
    {
        Availability.Require(await Axe.InstallAsync());
        var page = await browser.OpenAsync(scheme, isPhone);
        await page.GotoAsync(server.Url);
        await Expect(page.Locator("#streams article")).ToHaveCountAsync(1);
        await page.EvaluateAsync(await File.ReadAllTextAsync(
            Path.Combine(Axe.Folder, "node_modules/axe-core/axe.min.js"), TestContext.Current.CancellationToken));

        foreach (var view in Views)
        {
            await page.EvaluateAsync("view => location.hash = view", view);
            await Expect(page.Locator($"#{view}")).ToBeVisibleAsync();
            var faults = await page.EvaluateAsync<string[]>(
                """
                async () => (await axe.run()).violations.filter(({ impact }) => impact === "serious" || impact === "critical")
                  .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`)
                """);
            faults.ShouldBeEmpty(view);
            (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, $"{view} is too wide");
        }
    }

    [Fact]
    public async Task The_switch_turns_dark_into_light_and_remembers_it()
    {
        var page = await browser.OpenAsync(ColorScheme.Dark);
        await page.GotoAsync(server.Url);
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Dark" });
        await Expect(button).ToHaveAttributeAsync("aria-pressed", "true");

        await button.PressAsync("Enter");
        await page.ReloadAsync();

        await Expect(button).ToHaveAttributeAsync("aria-pressed", "false");
        (await page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor")).ShouldBe("rgb(243, 245, 249)");
    }
}
