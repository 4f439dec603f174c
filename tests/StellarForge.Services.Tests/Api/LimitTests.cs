using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Support;
using StellarForge.Services.Tests.Telemetry;

namespace StellarForge.Services.Tests.Api;

/// <summary>Who is counted as one caller, who is believed, and what is written down.</summary>
public sealed class LimitTests
{
    private const string Stream = """
        "Streams": { "shop": { "Broker": "log", "Tables": { "users": 1 } } }
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Probes_are_not_counted()
    {
        await using var host = await TestHost.StartAsync(
            new() { ["StellarForge:Access:RequestsPerMinute"] = "1" }, builder => builder.AddTopology(), app => app.UseAccess());

        for (var probe = 0; probe < 5; probe++)
            (await host.Client.GetAsync(new Uri("/healthz", UriKind.Relative), Cancelled)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.Client.GetAsync(new Uri("/nothing", UriKind.Relative), Cancelled)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.Client.GetAsync(new Uri("/nothing", UriKind.Relative), Cancelled)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    public void Addresses_of_one_IPv6_network_are_one_caller(string one, string other, bool isSame) =>
        (AccessExtensions.NetworkOf(IPAddress.Parse(one)) == AccessExtensions.NetworkOf(IPAddress.Parse(other))).ShouldBe(isSame);

    [Fact]
    public async Task A_trusted_proxy_says_who_calls_and_one_user_is_not_tried_from_many_addresses()
    {
        using var folder = new TestFolder($$"""
            "Access": { "Key": "a key of the tests that has more than 32 bytes", "Proxies": ["127.0.0.1"], "SignInsPerMinute": 1 }, {{Stream}}
            """);
        await using var services = await RunningServices.StartAsync(folder);

        var answers = new List<HttpStatusCode>();
        for (var address = 1; address <= 11; address++)
            answers.Add(await TryAsync($"203.0.113.{address}", "eve"));
        answers.ShouldBe([.. Enumerable.Repeat(HttpStatusCode.Unauthorized, 10), HttpStatusCode.TooManyRequests]);
        (await TryAsync("203.0.113.1", "olga")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await TryAsync("203.0.113.99", "olga")).ShouldBe(HttpStatusCode.Unauthorized);
        await services.UntilLoggedAsync("Audit Information: POST /api/token by nobody from 203.0.113.99: 401 {\"user\":\"olga\"}");

        async Task<HttpStatusCode> TryAsync(string address, string user)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/token") { Content = JsonContent.Create(new { user, password = "x" }) };
            request.Headers.Add("X-Forwarded-For", address);
            return (await services.Client.SendAsync(request, Cancelled)).StatusCode;
        }
    }

    [Fact]
    public async Task Where_no_proxy_is_named_nobody_is_believed_also_where_the_host_has_the_headers_read()
    {
        using var folder = new TestFolder($$"""
            "Access": { "Key": "a key of the tests that has more than 32 bytes", "SignInsPerMinute": 2 }, {{Stream}}
            """);
        await using var services = await RunningServices.StartAsync(
            folder, builder => builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("ForwardedHeaders_Enabled", (string?)"true")]));

        var answers = new List<HttpStatusCode>();
        for (var address = 1; address <= 3; address++)
        {
            var content = JsonContent.Create(new { user = $"u{address}", password = "x" });
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/token") { Content = content };
            request.Headers.Add("X-Forwarded-For", $"203.0.113.{address}");
            answers.Add((await services.Client.SendAsync(request, Cancelled)).StatusCode);
        }

        answers.ShouldBe([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests]);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("Via", "1.1 proxy")]
    public async Task Without_sign_in_a_proxy_is_not_taken_for_the_machine_itself(string header, string value)
    {
        using var folder = new TestFolder(Stream);
        await using var services = await RunningServices.StartAsync(folder);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/streams");
        request.Headers.Add(header, value);

        (await services.Client.SendAsync(request, Cancelled)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Whoever_asks_about_something_that_is_no_request_is_refused()
    {
        var options = new AccessOptions();
        var policy = new AccessPolicy(new SignIn(options, TimeProvider.System), options);
        var context = new AuthorizationHandlerContext([new AccessRequirement()], new ClaimsPrincipal(), new object());

        await policy.HandleAsync(context);

        context.HasSucceeded.ShouldBeFalse();
    }

    [Fact]
    public async Task Changes_are_written_down_with_what_they_change_and_without_secrets()
    {
        using var folder = new TestFolder(Stream);
        await using var services = await RunningServices.StartAsync(folder);

        (await services.PatchAsync("/api/streams/shop", new { paused = true })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await services.PatchAsync("/api/streams/x%0Ay", new { rate = 5 })).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await services.UntilLoggedAsync("Audit Information: PATCH /api/streams/shop by nobody from 127.0.0.1: 200 {\"paused\":true}");
        await services.UntilLoggedAsync("Audit Information: PATCH /api/streams/x%0Ay by nobody from 127.0.0.1: 404 {\"rate\":5}");
    }

    [Theory]
    [InlineData("""{"rate":5,"faults":{"bad":0.1},"ids":["a",null]}""", false, """{"rate":5,"faults":{"bad":0.1},"ids":["a",null]}""")]
    [InlineData("""{"target":"postgres://u:p@h/d","password":"p","apiKey":["k"]}""", false, """{"target":"***","password":"***","apiKey":"***"}""")]
    [InlineData("""{"user":"eve","pasword":"p"}""", true, """{"user":"eve"}""")]
    [InlineData("""["eve","p"]""", true, "{}")]
    public void A_body_is_written_down_without_secrets(string body, bool isSignIn, string written) =>
        AuditedBody.Describe(JsonDocument.Parse(body).RootElement, isSignIn).ShouldBe(written);

    [Fact]
    public async Task A_service_answers_over_https_with_the_certificate_of_its_configuration()
    {
        using var folder = new TestFolder(Stream);
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (certificateFile, keyFile) = (Path.Combine(folder.Path, "tls.crt"), Path.Combine(folder.Path, "tls.key"));
        await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem(), Cancelled);
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem(), Cancelled);
        await using var host = await TestHost.StartAsync(
            new() { ["Kestrel:Certificates:Default:Path"] = certificateFile, ["Kestrel:Certificates:Default:KeyPath"] = keyFile },
            builder => builder.AddTopology().WebHost.UseUrls("https://127.0.0.1:0"));
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown!.Equals(certificate) };
        using var client = new HttpClient(handler);

        (await client.GetStringAsync(new Uri(new Uri(host.App.Urls.Single()), "/healthz"), Cancelled)).ShouldContain("alive");
    }
}
