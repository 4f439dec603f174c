using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Support;

namespace StellarForge.Services.Tests.Api;

public class AccessTests
{
    private const string Key = "a key of the tests that has more than 32 bytes";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static string Users => $$"""
        "Access": {
          "Key": "{{Key}}",
          "Users": {
            "eve": { "PasswordHash": "{{Passwords.Hash("eve looks on only")}}" },
            "olga": { "PasswordHash": "{{Passwords.Hash("olga changes things")}}", "Role": "operator" } } },
        "Streams": { "shop": { "Broker": "log", "Tables": { "users": 1 } } }
        """;

    [Fact]
    public async Task Viewers_look_on_operators_change_things_and_others_are_told_to_sign_in()
    {
        using var folder = new TestFolder(Users);
        await using var services = await RunningServices.StartAsync(folder);

        await AnswersAsync(services, null, HttpMethod.Get, HttpStatusCode.Unauthorized, "Sign in: POST /api/token");
        var viewer = await SignInAsync(services, "eve", "eve looks on only");
        await AnswersAsync(services, viewer, HttpMethod.Get, HttpStatusCode.OK);
        await AnswersAsync(services, viewer, HttpMethod.Patch, HttpStatusCode.Forbidden, "takes an operator");
        var @operator = await SignInAsync(services, "olga", "olga changes things");
        await BegunAsync(services, @operator);
        await AnswersAsync(services, @operator, HttpMethod.Patch, HttpStatusCode.OK);
        await services.UntilLoggedAsync("PATCH /api/streams/shop by olga from 127.0.0.1: 200");
        services.Logs.ShouldContain(line => line.Contains("PATCH /api/streams/shop by eve from 127.0.0.1: 403", StringComparison.Ordinal));
        services.Logs.ShouldNotContain(line => line.Contains("changes things", StringComparison.Ordinal));

        var wrong = await services.Client.PostAsJsonAsync("/api/token", new { user = "eve", password = "olga changes things" }, Cancelled);
        var unknown = await services.Client.PostAsJsonAsync("/api/token", new { user = "mallory", password = "x" }, Cancelled);
        (wrong.StatusCode, unknown.StatusCode).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
        (await wrong.Content.ReadAsStringAsync(Cancelled)).ShouldContain("The user or the password is wrong.");
    }

    [Fact]
    public async Task Tokens_that_are_forged_expired_or_of_others_are_refused()
    {
        using var folder = new TestFolder(Users);
        await using var services = await RunningServices.StartAsync(folder);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string Claims(long expires, string issuer = "stellarforge", string audience = "stellarforge") =>
            $$"""{"sub":"eve","role":"operator","iss":"{{issuer}}","aud":"{{audience}}","nbf":{{now - 100}},"exp":{{expires}}}""";

        await AnswersAsync(services, Hmac(Claims(now + 60), Key), HttpMethod.Get, HttpStatusCode.OK);
        foreach (var refused in new[]
        {
            Hmac(Claims(now + 60), "another key of more than thirty-two bytes"),
            Hmac(Claims(now - 60), Key),
            Hmac(Claims(now + 60, issuer: "others"), Key),
            Hmac(Claims(now + 60, audience: "others"), Key),
            $"{Encode("""{"alg":"none"}"""u8)}.{Encode(Encoding.UTF8.GetBytes(Claims(now + 60)))}.",
            "not.a.token",
            "bnVsbA.ew.",
            Hmac($$"""{"sub":"eve","role":"operator","iss":"stellarforge","aud":"stellarforge","exp":1{{new string('0', 30)}}}""", Key),
        })
            await AnswersAsync(services, refused, HttpMethod.Get, HttpStatusCode.Unauthorized, "Sign in");
    }

    [Fact]
    public async Task Tokens_made_elsewhere_are_taken_by_their_public_key_and_that_key_signs_none()
    {
        using var rsa = RSA.Create(2048);
        var pem = rsa.ExportSubjectPublicKeyInfoPem();
        using var folder = new TestFolder($$"""
            "Access": { "PublicKey": {{JsonSerializer.Serialize(pem)}}, "Issuer": "https://sso", "Audience": "forge" },
            "Streams": { "shop": { "Broker": "log", "Tables": { "users": 1 } } }
            """);
        await using var services = await RunningServices.StartAsync(folder);
        var claims = $$"""{"sub":"eve","role":"viewer","iss":"https://sso","aud":"forge","exp":{{DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 60}}}""";
        var signed = $"{Encode("""{"alg":"RS256","typ":"JWT"}"""u8)}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        var token = $"{signed}.{Encode(rsa.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";

        await AnswersAsync(services, token, HttpMethod.Get, HttpStatusCode.OK);
        await AnswersAsync(services, Hmac(claims, pem), HttpMethod.Get, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_looks_on_does_so_no_longer_than_the_token_holds()
    {
        using var folder = new TestFolder(Users);
        await using var services = await RunningServices.StartAsync(folder);
        var expires = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 2;
        using var watch = new HttpRequestMessage(HttpMethod.Get, "/api/events");
        watch.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", Hmac($$"""{"sub":"eve","role":"viewer","iss":"stellarforge","aud":"stellarforge","exp":{{expires}}}""", Key));

        using var answer = await services.Client.SendAsync(watch, Cancelled);

        (await answer.Content.ReadAsStringAsync(Cancelled)).ShouldContain("event: status");
        DateTimeOffset.UtcNow.ToUnixTimeSeconds().ShouldBeGreaterThanOrEqualTo(expires - 1);
    }

    [Fact]
    public async Task Who_tries_passwords_is_slowed_down()
    {
        using var folder = new TestFolder(Users);
        await using var services = await RunningServices.StartAsync(folder);

        var answers = new List<HttpStatusCode>();
        for (var attempt = 0; attempt < 11; attempt++)
            answers.Add((await services.Client.PostAsJsonAsync("/api/token", new { user = "eve", password = $"{attempt}" }, Cancelled)).StatusCode);

        answers.ShouldBe([.. Enumerable.Repeat(HttpStatusCode.Unauthorized, 10), HttpStatusCode.TooManyRequests]);
    }

    [Fact]
    public async Task Without_sign_in_only_the_machine_itself_is_answered_and_pages_of_others_change_nothing()
    {
        using var folder = new TestFolder("""
            "Streams": { "shop": { "Broker": "log", "Tables": { "users": 1 } } }
            """);
        await using var services = await RunningServices.StartAsync(folder);

        await AnswersAsync(services, null, HttpMethod.Get, HttpStatusCode.OK);
        await AnswersAsync(
            services, null, HttpMethod.Get, HttpStatusCode.Forbidden, "only this machine is answered", message => message.Headers.Host = "evil.example");
        await AnswersAsync(
            services, null, HttpMethod.Patch, HttpStatusCode.Forbidden, "Pages of other origins",
            message => message.Headers.Add("Origin", "https://evil.example"));
        await BegunAsync(services);
        await AnswersAsync(
            services, null, HttpMethod.Patch, HttpStatusCode.OK, "",
            message => message.Headers.Add("Origin", services.Client.BaseAddress!.GetLeftPart(UriPartial.Authority)));
    }

    [Theory]
    [InlineData("\"Key\": \"short\"", "Access:Key has 5 bytes; HS256 needs 32 at least.")]
    [InlineData("\"PublicKey\": \"none\"", "Access:PublicKey is no RSA public key in PEM")]
    [InlineData("\"Users\": { \"eve\": { \"PasswordHash\": \"secret\" } }", "Access:Users can't sign in without a Key")]
    [InlineData("\"Users\": { \"eve\": { \"PasswordHash\": \"secret\" } }", "Access:Users:eve:PasswordHash is no hash of a password.")]
    [InlineData("\"Users\": { \"eve\": { \"Role\": \"admin\" } }", "Access:Users:eve:Role: takes one of viewer, operator, not 'admin'.")]
    [InlineData("\"Users\": { \"eve\": \"secret\" }", "Access:Users:eve: a value stands where PasswordHash, Role are to stand.")]
    [InlineData("\"TokenLifetime\": \"40.00:00:00\"", "Access:TokenLifetime is 40.00:00:00")]
    [InlineData("\"Origins\": [\"*\"]", "Access:Origins: '*' is no origin")]
    [InlineData("\"RequestsPerMinute\": 0", "Access:RequestsPerMinute is 0")]
    public void Wrong_configuration_is_named_without_secrets(string access, string mistake)
    {
        var error = Should.Throw<TopologyException>(() => TopologyReader.Read(Settings.OfShop($"\"Access\": {{ {access} }}").Build()));

        error.Message.ShouldContain(mistake);
        error.Message.ShouldNotContain("secret");
    }

    // What was not begun yet can't be changed.
    private static Task<JsonElement> BegunAsync(RunningServices services, string? token = null) =>
        services.UntilAsync("/api/streams", streams => streams[0].GetProperty("state").GetString() == "running", token);

    private static async Task<string> SignInAsync(RunningServices services, string user, string password)
    {
        var answer = await services.Client.PostAsJsonAsync("/api/token", new { user, password }, Cancelled);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancelled));
        return (await answer.Content.ReadFromJsonAsync<IssuedToken>(Cancelled))!.Token;
    }

    private static async Task AnswersAsync(
        RunningServices services, string? token, HttpMethod method, HttpStatusCode code, string words = "", Action<HttpRequestMessage>? change = null)
    {
        using var message = new HttpRequestMessage(method, method == HttpMethod.Get ? "/api/streams" : "/api/streams/shop");
        if (method == HttpMethod.Patch)
            message.Content = JsonContent.Create(new { });
        if (token is not null)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        change?.Invoke(message);
        using var answer = await services.Client.SendAsync(message, Cancelled);
        var body = await answer.Content.ReadAsStringAsync(Cancelled);
        answer.StatusCode.ShouldBe(code, body);
        body.ShouldContain(words);
    }

    // As RFC 7519 has it, by nothing but the base library.
    private static string Hmac(string claims, string key)
    {
        var signed = $"{Encode("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(signed)))}";
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
