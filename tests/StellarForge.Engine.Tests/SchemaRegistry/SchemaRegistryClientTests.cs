using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using StellarForge.Engine.SchemaRegistry;
using StellarForge.Formats;
using StellarForge.Testing.Rows;
using StellarForge.Testing.Targets;

namespace StellarForge.Engine.Tests.SchemaRegistry;

public sealed class SchemaRegistryClientTests : IAsyncLifetime
{
    private const string Narrow = """{"type":"record","name":"r","fields":[{"name":"id","type":"int"}]}""";
    private const string Wider = """{"type":"record","name":"r","fields":[{"name":"id","type":"int"},{"name":"x","type":"int"}]}""";

    private static readonly NpmPackage KafkaJs = new("SchemaRegistry/kafkajs");

    private FakeSchemaRegistry _registry = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _registry = await FakeSchemaRegistry.StartAsync();

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    [Fact]
    public async Task A_schema_is_registered_once_and_found_by_its_id()
    {
        using var client = Client();
        (await client.RegisterAsync("a/b-value", Narrow, Cancel)).ShouldBe(1);
        (await client.RegisterAsync("a/b-value", Narrow, Cancel)).ShouldBe(1);
        (await client.FindAsync(1, Cancel)).ShouldBe(Narrow);
        (await client.FindAsync(2, Cancel)).ShouldBeNull();
        (await client.FindAsync(uint.MaxValue, Cancel)).ShouldBeNull();
        _registry.Requests.ShouldBe(["POST /subjects/a%2Fb-value/versions", "GET /schemas/ids/1", "GET /schemas/ids/2"]);
    }

    [Fact]
    public async Task A_schema_that_is_not_compatible_or_none_is_refused_in_the_registrys_words()
    {
        using var client = Client();
        await client.RegisterAsync("orders-value", Narrow, Cancel);
        var error = await Should.ThrowAsync<SchemaRegistryException>(() => client.RegisterAsync("orders-value", Wider, Cancel));
        error.Message.ShouldBe(
            $"The schema registry {_registry.Url} refuses the schema for the subject orders-value: "
            + "Schema being registered is incompatible with an earlier schema for subject \"orders-value\" (409)");
        error.Kind.ShouldBe(ErrorKind.Final);
        (await Should.ThrowAsync<SchemaRegistryException>(() => client.RegisterAsync("orders-value", "[]", Cancel))).Message
            .ShouldBe($"The schema registry {_registry.Url} refuses the schema for the subject orders-value: Invalid schema (422)");
        _registry.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_may_pass_is_tried_again_and_what_stays_is_transient()
    {
        using var client = Client();
        _registry.Failures = 2;
        (await client.RegisterAsync("orders-value", Narrow, Cancel)).ShouldBe(1);
        _registry.Failures = 100;
        var error = await Should.ThrowAsync<SchemaRegistryException>(() => client.FindAsync(1, Cancel));
        error.Message.ShouldBe($"The schema registry {_registry.Url} fails (503) when asked for the schema 1: Not ready.");
        error.Kind.ShouldBe(ErrorKind.Transient);
    }

    [Fact]
    public async Task A_registry_that_is_not_there_or_does_not_answer_is_down()
    {
        using var silent = Client("?timeout=0.2");
        _registry.Failures = 100;
        _registry.Fail = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var error = await Should.ThrowAsync<SchemaRegistryException>(() => silent.FindAsync(1, Cancel));
        error.Message.ShouldBe($"The schema registry {_registry.Url} did not answer within 0.2 s.");
        error.Kind.ShouldBe(ErrorKind.Transient);

        using var nobody = new SchemaRegistryClient(SchemaRegistryAddress.Parse("http://me:secret@localhost:1"));
        error = await Should.ThrowAsync<SchemaRegistryException>(() => nobody.FindAsync(1, Cancel));
        error.Message.ShouldStartWith("The schema registry http://localhost:1 can't be asked: Connection refused");
        error.Kind.ShouldBe(ErrorKind.Transient);
    }

    [Fact]
    public async Task While_the_registry_is_down_the_folder_knows_what_it_said_before()
    {
        var folder = Directory.CreateTempSubdirectory("stellarforge");
        try
        {
            using (var before = Client($"?schemas={folder.FullName}"))
                await before.RegisterAsync("orders-value", Narrow, Cancel);
            using (var before = Client())
                await before.RegisterAsync("payments-value", Wider, Cancel);
            using (var before = Client($"?schemas={folder.FullName}"))
                await before.FindAsync(2, Cancel);

            _registry.Failures = int.MaxValue;
            using var client = Client($"?schemas={folder.FullName}");
            (await client.RegisterAsync("orders-value", Narrow, Cancel)).ShouldBe(1);
            (await client.FindAsync(2, Cancel)).ShouldBe(Wider);
            var error = await Should.ThrowAsync<SchemaRegistryException>(() => client.FindAsync(3, Cancel));
            error.Message.ShouldEndWith($"The folder {folder.FullName} has no copy.");
            error.Kind.ShouldBe(ErrorKind.Transient);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_folder_answers_for_the_same_registry_only_and_as_it_said_last()
    {
        var folder = Directory.CreateTempSubdirectory("stellarforge");
        try
        {
            var options = $"?schemas={folder.FullName}";
            using (var client = Client(options))
                (await client.RegisterAsync("a-value", Narrow, Cancel)).ShouldBe(1);
            _registry.Failures = 100;
            using (var other = Client("/tenant" + options))
                (await Should.ThrowAsync<SchemaRegistryException>(() => other.FindAsync(1, Cancel))).Message.ShouldEndWith("has no copy.");

            // Made anew, where it was: the same id is of another schema. It writes it in its own way.
            var spaced = Wider.Replace(":", ": ", StringComparison.Ordinal);
            var port = new Uri(_registry.Url).Port;
            await _registry.DisposeAsync();
            _registry = await FakeSchemaRegistry.StartAsync(port: port);
            using (var client = Client(options))
            {
                (await client.RegisterAsync("a-value", spaced, Cancel)).ShouldBe(1);
                (await client.FindAsync(1, Cancel)).ShouldBe(spaced);
            }

            _registry.Failures = 100;
            using var after = Client(options);
            (await after.FindAsync(1, Cancel)).ShouldBe(spaced);
            (await after.RegisterAsync("a-value", Wider, Cancel)).ShouldBe(1);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_user_is_let_in_by_the_password_of_the_URL()
    {
        _registry.Credentials = "me:p@ss";
        using var client = new SchemaRegistryClient(SchemaRegistryAddress.Parse(_registry.Url.Replace("://", "://me:p%40ss@", StringComparison.Ordinal)));
        (await client.RegisterAsync("orders-value", Narrow, Cancel)).ShouldBe(1);

        using var other = new SchemaRegistryClient(SchemaRegistryAddress.Parse(_registry.Url.Replace("://", "://me:wrong@", StringComparison.Ordinal)));
        var error = await Should.ThrowAsync<SchemaRegistryException>(() => other.FindAsync(1, Cancel));
        error.Message.ShouldBe($"The schema registry {_registry.Url} does not let us in (401): Unauthorized Are user and password right?");
        error.Kind.ShouldBe(ErrorKind.Final);
    }

    [Fact]
    public async Task A_404_that_is_not_the_registrys_word_on_a_schema_says_nothing_of_the_schema()
    {
        _registry.Failures = 1;
        _registry.Fail = context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync("<html>");
        };
        using var client = Client();
        (await Should.ThrowAsync<SchemaRegistryException>(() => client.FindAsync(1, Cancel))).Message
            .ShouldBe($"The schema registry {_registry.Url} answers 404 when asked for the schema 1: no reason is given. Is its URL right?");
    }

    [Fact]
    public async Task A_schema_of_another_language_or_in_parts_makes_bad_messages()
    {
        using var client = Client();
        await client.RegisterAsync("a-value", Narrow, Cancel);
        _registry.More[1] = new JsonObject { ["schemaType"] = "PROTOBUF" };
        (await Should.ThrowAsync<FormatException>(() => client.FindAsync(1, Cancel))).Message.ShouldBe("it is of the type PROTOBUF, not AVRO");
        _registry.More[1] = new JsonObject { ["references"] = new JsonArray(new JsonObject { ["name"] = "x" }) };
        (await Should.ThrowAsync<FormatException>(() => client.FindAsync(1, Cancel))).Message.ShouldStartWith("it refers to schemas of other subjects");

        var format = new AvroMessageFormat(client);
        await format.FindSchemaAsync(new UnknownSchemaException(1), Cancel);
        Should.Throw<FormatException>(() => format.CreateDecoder(Everything.Schema).Text([0, 0, 0, 0, 1, 2])).Message
            .ShouldStartWith("The schema 1 that the message names is not usable: it refers to");
    }

    [Fact]
    public async Task A_certificate_is_trusted_by_the_authority_of_the_URL_only()
    {
        var folder = Directory.CreateTempSubdirectory("stellarforge");
        try
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            request.CertificateExtensions.Add(names.Build());
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddHours(1));
            var file = Path.Combine(folder.FullName, "ca.pem");
            await File.WriteAllTextAsync(file, certificate.ExportCertificatePem(), Cancel);
            await using var registry = await FakeSchemaRegistry.StartAsync(certificate);

            using var trusting = new SchemaRegistryClient(SchemaRegistryAddress.Parse($"{registry.Url}?ca={file}"));
            (await trusting.RegisterAsync("orders-value", Narrow, Cancel)).ShouldBe(1);
            using var careful = new SchemaRegistryClient(SchemaRegistryAddress.Parse(registry.Url));
            var error = await Should.ThrowAsync<SchemaRegistryException>(() => careful.FindAsync(1, Cancel));
            error.Message.ShouldStartWith($"The schema registry {registry.Url} shows a certificate that is not trusted: ");
            error.Kind.ShouldBe(ErrorKind.Final);
            Should.Throw<FormatException>(() => new SchemaRegistryClient(SchemaRegistryAddress.Parse($"{registry.Url}?ca={file}.none"))).Message
                .ShouldContain("can't be read");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Another_client_reads_our_messages_by_the_registry_and_we_read_its()
    {
        _registry.Credentials = "me:secret";
        var url = _registry.Url.Replace("://", "://me:secret@", StringComparison.Ordinal);
        var folder = Directory.CreateTempSubdirectory("stellarforge");
        try
        {
            using var client = new SchemaRegistryClient(SchemaRegistryAddress.Parse(url));
            var format = new AvroMessageFormat(client);
            await format.RegisterAsync("everything", Everything.Schema, Cancel);

            // Without the first two rows, whose numbers are larger than JavaScript's.
            var messages = format.Messages(Everything.Table, rows: 100).Skip(2).ToList();
            var (ours, theirs) = (Path.Combine(folder.FullName, "ours"), Path.Combine(folder.FullName, "theirs"));
            await File.WriteAllBytesAsync(ours, [.. messages.SelectMany(message => (byte[])[.. Length(message), .. message])], Cancel);

            var lines = (await KafkaJs.RunAsync("registry.mjs", url, "everything-value", ours, theirs)).TrimEnd().Split('\n');

            lines.Length.ShouldBe(messages.Count);
            lines[0].ShouldStartWith("{\"id\":3,\"flag\":null,");
            lines[1].ShouldContain("\"text\":\"naïve 😀 𝄞 中文\",\"date\":111,\"time\":3000003,");
            var written = Split(await File.ReadAllBytesAsync(theirs, Cancel));
            written[..^1].Select(Convert.ToHexString).ShouldBe(messages.Select(Convert.ToHexString));
            var decoder = format.CreateDecoder(Everything.Schema);
            await format.FindSchemaAsync(Should.Throw<UnknownSchemaException>(() => decoder.Text(written[^1])), Cancel);
            decoder.Text(written[^1]).ShouldBe($"4711{string.Concat(Enumerable.Repeat("|null", 13))}|theirs{string.Concat(Enumerable.Repeat("|null", 7))}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Length(byte[] message)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)message.Length);
        return bytes;
    }

    private static List<byte[]> Split(byte[] bytes)
    {
        var messages = new List<byte[]>();
        for (var start = 0; start < bytes.Length; start += 4 + messages[^1].Length)
            messages.Add(bytes.AsSpan(start + 4, (int)BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(start))).ToArray());
        return messages;
    }

    private SchemaRegistryClient Client(string options = "") => new(SchemaRegistryAddress.Parse(_registry.Url + options));
}
