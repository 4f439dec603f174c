using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StellarForge.Testing.Servers;

/// <summary>A server's certificate for <c>localhost</c>, signed by an authority of its own, and that of another authority; valid for an hour.</summary>
internal static class ServerCertificate
{
    public const string File = "server.pem";

    public const string KeyFile = "key.pem";

    private const string AuthorityFile = "authority.pem";
    private const string OtherAuthorityFile = "other.pem";

    /// <summary>Writes certificates and the server's key into a folder.</summary>
    /// <returns>The paths of the certificates of the authority that signed the server's, and of the one that did not.</returns>
    public static (string Authority, string Other) Write(string folder)
    {
        using var authority = Authority("the right authority");
        using var other = Authority("another authority");
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, authority.NotBefore, authority.NotAfter, [1]);
        System.IO.File.WriteAllText(Path.Combine(folder, KeyFile), key.ExportPkcs8PrivateKeyPem());
        System.IO.File.WriteAllText(Path.Combine(folder, File), certificate.ExportCertificatePem());
        return (Write(AuthorityFile, authority), Write(OtherAuthorityFile, other));

        string Write(string name, X509Certificate2 written)
        {
            var path = Path.Combine(folder, name);
            System.IO.File.WriteAllText(path, written.ExportCertificatePem());
            return path;
        }
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddHours(1));
    }
}
