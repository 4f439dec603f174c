using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StellarForge.Services.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace StellarForge.Services.Tests.Page;

/// <summary>The page over all three services, as a newcomer uses it.</summary>
public sealed class UpPageTests(Browser browser) : IClassFixture<Browser>
{
    private const string Section = """
        "Streams": { "shop": { "Broker": "log", "Tables": { "orders": 1 }, "Rate": 200 } },
        "Pipelines": { "shop": { "Stream": "shop", "Target": "shop" } }
        """;

    [Fact]
    public async Task Bad_records_that_a_slider_injects_are_shown_with_their_bytes_and_the_stream_verifies()
    {
        using var folder = new TestFolder(Section);
        await using var services = await RunningServices.StartAsync(folder);
        var page = await browser.OpenAsync();
        await page.GotoAsync($"{services.Client.BaseAddress}");

        await page.GetByRole(AriaRole.Slider, new() { Name = "Bad" }).PressAsync("End");
        await Expect(page.Locator("#tiles a")).Not.ToHaveTextAsync("0");
        await page.Locator("#tiles a").ClickAsync();
        await page.Locator("#dead-letters tbody button").First.ClickAsync();

        await Expect(page.Locator("#dead-letters .hex")).ToContainTextAsync("000000  ");
        await Expect(page.Locator("#dead-letters dd").Nth(1)).ToHaveTextAsync(new Regex("^(Malformed|InvalidValue|UnknownSchema)$"));

        await page.GetByRole(AriaRole.Link, new() { Name = "Verification" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await Expect(page.Locator("[data-verdict]")).ToContainTextAsync("It agrees");
    }
}
