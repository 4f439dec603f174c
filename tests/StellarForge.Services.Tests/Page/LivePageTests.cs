using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using StellarForge.ServiceDefaults;
using static Microsoft.Playwright.Assertions;

namespace StellarForge.Services.Tests.Page;

public sealed class LivePageTests(Browser browser, PageServer server) : IClassFixture<Browser>, IClassFixture<PageServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Charts_move()
    {
        var page = await OpenAsync();

        // A line in the colour of its legend's swatch, and another picture a moment later.
        const string Picture =
            """
            () => {
              const canvas = document.querySelector(".chart canvas");
              const [red, green, blue] = getComputedStyle(document.querySelector(".chart .swatch")).backgroundColor.match(/\d+/g).map(Number);
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              const places = [];
              for (let i = 0; i < data.length; i += 4)
                if (data[i] === red && data[i + 1] === green && data[i + 2] === blue && data[i + 3] === 255) places.push(i);
              return places.length > 20 ? places.join() : null;
            }
            """;
        var before = await (await page.WaitForFunctionAsync(Picture)).JsonValueAsync<string>();
        await page.WaitForFunctionAsync($"before => {{ const now = ({Picture})(); return now !== null && now !== before; }}", before);
    }

    [Fact]
    public async Task A_slider_changes_the_rate()
    {
        var page = await OpenAsync();
        var slider = page.GetByRole(AriaRole.Slider, new() { Name = "Rate" });
        server.Streams.Status = server.Streams.Status with { Rate = 200 };
        await Expect(slider).ToHaveAttributeAsync("aria-valuetext", "200/s");

        await slider.PressAsync("ArrowRight");
        await slider.PressAsync("ArrowRight");

        await Expect(slider).ToHaveAttributeAsync("aria-valuetext", "250/s");
        using var client = new HttpClient();
        while (await RateAsync(client) != 250)
            await Task.Delay(50, Cancelled);
    }

    [Fact]
    public async Task A_rate_is_typed()
    {
        var page = await OpenAsync();
        var typed = page.GetByRole(AriaRole.Spinbutton, new() { Name = "Rate, events/s" });

        await typed.FillAsync("750");
        await typed.PressAsync("Enter");

        using var client = new HttpClient();
        while (await RateAsync(client) != 750)
            await Task.Delay(50, Cancelled);
    }

    [Fact]
    public async Task A_rate_that_is_refused_is_not_shown_any_longer()
    {
        var page = await OpenAsync();
        var slider = page.GetByRole(AriaRole.Slider, new() { Name = "Rate" });
        await Expect(slider).Not.ToHaveAttributeAsync("aria-valuetext", "1/s");
        var before = await slider.GetAttributeAsync("aria-valuetext");
        await page.RouteAsync("**/api/streams/shop", route => route.FulfillAsync(
            new() { Status = (int)HttpStatusCode.Conflict, Json = new { detail = "No more." } }));

        await slider.PressAsync("End");

        await Expect(page.Locator(".toast")).ToHaveTextAsync("Stream shop: No more.");
        await Expect(slider).ToHaveAttributeAsync("aria-valuetext", before!, new() { Timeout = 2_000 });
    }

    [Fact]
    public async Task A_pipeline_that_failed_is_gone_on_with()
    {
        server.Pipelines.State = HostState.Failed;
        var page = await OpenAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Resume pipeline shop" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause pipeline shop" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Dead_letters_are_filtered_and_searched_for_in_several_calls()
    {
        var asked = new List<string>();
        var page = await browser.OpenAsync();
        await page.RouteAsync("**/api/deadletters?*", route =>
        {
            asked.Add(new Uri(route.Request.Url).Query);
            return route.FulfillAsync(new() { Json = new { letters = Array.Empty<object>(), next = asked.Count == 2 ? "orders/0/9999" : null } });
        });
        await page.GotoAsync($"{server.Url}/#dead-letters");
        await Expect(page.Locator("#dead-letters .empty")).ToBeVisibleAsync();

        await page.Locator("#dead-letters [name=reason]").SelectOptionAsync("Refused");

        await Expect(page.Locator("#dead-letters .empty")).ToHaveTextAsync("There are none.");
        while (asked.Count < 3)
            await Task.Delay(50, Cancelled);
        asked.ShouldBe(
        [
            "?pipeline=shop&take=50", "?pipeline=shop&take=50&reason=Refused", "?pipeline=shop&take=50&reason=Refused&after=orders%2F0%2F9999",
        ]);
    }

    [Fact]
    public async Task The_way_of_the_data_has_figures_on_its_arrows()
    {
        var page = await OpenAsync();

        await Expect(page.Locator("#flow .node .name")).ToHaveTextAsync(["shop", "orders", "shop", "shop", "Dead letters"]);
        await Expect(page.Locator("#flow .rate").First).ToContainTextAsync("/s");
        await Expect(page.Locator("#flow [data-state=running]")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_preview_shows_the_rows_of_a_table()
    {
        var page = await OpenAsync("#tables");

        await page.Locator("#tables [name=table]").SelectOptionAsync("orders");

        await Expect(page.Locator("#tables tbody tr")).ToHaveCountAsync(20);
        await Expect(page.Locator("#tables thead th").First).ToContainTextAsync("id");
    }

    [Fact]
    public async Task A_dead_letter_is_shown_with_its_reason_and_its_bytes()
    {
        const string Id = "orders/3/1234";
        var letter = new
        {
            id = Id,
            table = "orders",
            reason = "InvalidValue",
            detail = "total: <b>x</b> is not a number.",
            recordedAt = "2026-11-22T01:02:03Z",
            replayedAt = (string?)null,
            length = 19,
            isWhole = true,
            key = Convert.ToBase64String("1234"u8),
            value = Convert.ToBase64String("\0\u0001Hello, wörld!\u007f\n\n"u8),
        };
        var page = await browser.OpenAsync();
        await page.RouteAsync("**/api/deadletters?*", route => route.FulfillAsync(new() { Json = new { letters = new[] { letter }, next = (string?)null } }));
        await page.RouteAsync($"**/api/deadletters/shop/{Id}", route => route.FulfillAsync(new() { Json = letter }));
        await page.GotoAsync($"{server.Url}/#dead-letters");

        await page.GetByRole(AriaRole.Button, new() { Name = Id }).ClickAsync();

        await Expect(page.Locator("#dead-letters .hex")).ToHaveTextAsync(
            "000000  00 01 48 65 6c 6c 6f 2c 20 77 c3 b6 72 6c 64 21  ··Hello, w··rld!\n000010  7f 0a 0a" + new string(' ', 41) + "···",
            new() { UseInnerText = true });
        await Expect(page.Locator("#dead-letters .text")).ToContainTextAsync("··Hello, wörld!·");
        await Expect(page.Locator("#dead-letters dd").Nth(2)).ToHaveTextAsync("total: <b>x</b> is not a number.");
        await Expect(page.Locator("#dead-letters dd").Nth(3)).ToHaveTextAsync("1234");
    }

    [Fact]
    public async Task Text_from_the_server_stays_text()
    {
        const string Attack = "<img src=x onerror=\"document.title='attacked'\">";
        server.Streams.Status = server.Streams.Status with { Notice = Attack };
        var page = await OpenAsync();

        await Expect(page.Locator("#streams .trouble")).ToHaveTextAsync(Attack);
        await Expect(page.Locator("#log")).ToContainTextAsync(Attack);
        (await page.Locator("img[src=x]").CountAsync()).ShouldBe(0);
        (await page.TitleAsync()).ShouldBe("StellarForge");
        server.Streams.Status = server.Streams.Status with { Notice = null };
    }

    [Fact]
    public async Task The_page_says_when_the_connection_is_lost_and_connects_again()
    {
        await using var own = new PageServer();
        await own.InitializeAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync(own.Url);
        var connection = page.Locator("#connection");
        await Expect(connection).ToHaveTextAsync("Connected");

        await own.DisposeAsync();
        await Expect(connection).ToContainTextAsync("Connection lost at");

        await own.InitializeAsync();
        await Expect(connection).ToHaveTextAsync("Connected");
    }

    [Fact]
    public async Task The_link_to_the_content_stays_in_the_view()
    {
        var page = await OpenAsync("#tables");

        await page.Locator(".skip").PressAsync("Enter");

        await Expect(page.Locator("main")).ToBeFocusedAsync();
        await Expect(page.Locator("#tables")).ToBeVisibleAsync();
        await Expect(page.Locator("#live")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Only_what_a_user_moves_is_read_out()
    {
        var page = await OpenAsync();
        await Expect(page.Locator(".legend .value").First).ToBeVisibleAsync();

        (await page.Locator("output:not(.slider output)").CountAsync()).ShouldBe(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause stream shop" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause pipeline shop" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_token_made_elsewhere_opens_the_page_and_Esc_does_not()
    {
        var page = await AskForTokenAsync();
        await page.GetByText("I have a token").ClickAsync();

        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByLabel("Token").FillAsync(TokenOf("""{"sub":"eva","role":"viewer"}"""));
        await page.GetByRole(AriaRole.Button, new() { Name = "Use the token" }).ClickAsync();

        await Expect(page.Locator("#connection")).ToHaveTextAsync("Connected");
        await Expect(page.Locator("#signed-in")).ToHaveTextAsync("Signed in as eva, viewer.");
    }

    [Fact]
    public async Task A_server_that_wants_a_token_is_given_one()
    {
        var page = await AskForTokenAsync();

        await page.GetByLabel("User").FillAsync("me");
        await page.GetByLabel("Password").FillAsync("secret");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Expect(page.Locator("#connection")).ToHaveTextAsync("Connected");
        await Expect(page.Locator("#signed-in")).ToHaveTextAsync("Signed in as me, operator.");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause stream shop" })).ToBeEnabledAsync();
    }

    [Fact]
    public async Task A_viewer_is_offered_no_changes()
    {
        var page = await AskForTokenAsync();
        await page.GetByText("I have a token").ClickAsync();
        await page.GetByLabel("Token").FillAsync(TokenOf("""{"sub":"eva","role":"viewer"}"""));
        await page.GetByRole(AriaRole.Button, new() { Name = "Use the token" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause stream shop" })).ToBeDisabledAsync();
        await Expect(page.GetByRole(AriaRole.Slider, new() { Name = "Rate" })).ToBeDisabledAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause pipeline shop" })).ToBeDisabledAsync();
        foreach (var (view, button) in new[] { ("Fills", "Start the fill"), ("Dead letters", "Replay all"), ("Verification", "Verify") })
        {
            await page.GetByRole(AriaRole.Link, new() { Name = view, Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true })).ToBeDisabledAsync();
        }

    }

    [Fact]
    public async Task The_policy_lets_in_the_page_and_nothing_else()
    {
        var errors = new List<string>();
        var page = await browser.OpenAsync();
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
                errors.Add(message.Text);
        };
        page.PageError += (_, error) => errors.Add(error);
        var response = await page.GotoAsync(server.Url);
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Connected");

        errors.ShouldBeEmpty();
        var policy = await response!.HeaderValueAsync("content-security-policy");
        policy.ShouldNotBeNull().ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self';");
        policy.ShouldNotContain("unsafe");
        await page.EvaluateAsync(
            "() => { const script = document.createElement('script'); script.textContent = 'document.title = \"attacked\"'; document.head.append(script); }");
        (await page.TitleAsync()).ShouldBe("StellarForge");
    }

    private async Task<IPage> OpenAsync(string view = "")
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync($"{server.Url}/{view}");
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Connected");
        return page;
    }

    private async Task<IPage> AskForTokenAsync()
    {
        var page = await browser.OpenAsync();
        await page.RouteAsync("**/api/**", route => route.Request.Headers.ContainsKey("authorization")
            ? route.ContinueAsync()
            : route.FulfillAsync(new() { Status = (int)HttpStatusCode.Unauthorized }));
        var issued = new { token = "t", user = "me", role = "operator", expiresAt = DateTime.UtcNow.AddHours(1) };
        await page.RouteAsync("**/api/token", route => route.FulfillAsync(new() { Json = issued }));
        await page.GotoAsync(server.Url);
        await Expect(page.Locator("#sign-in")).ToBeVisibleAsync();
        return page;
    }

    private static string TokenOf(string claims) => $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln";

    private async Task<double> RateAsync(HttpClient client)
    {
        using var streams = JsonDocument.Parse(await client.GetStringAsync($"{server.Url}/api/streams", Cancelled));
        return streams.RootElement[0].GetProperty("rate").GetDouble();
    }
}
