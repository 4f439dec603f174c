using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StellarForge.Testing.Servers;

/// <summary>A certificate that a server made for itself, for <c>localhost</c>, valid for an hour.</summary>
internal static class ServerCertificate
{
    public const string File = "server.pem";

    public const string KeyFile = "key.pem";

    /// <summary>Writes certificate and key into a folder.</summary>
    /// <returns>The certificate's path.</returns>
    public static string Write(string folder)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddHours(1));
        System.IO.File.WriteAllText(Path.Combine(folder, KeyFile), key.ExportPkcs8PrivateKeyPem());
        System.IO.File.WriteAllText(Path.Combine(folder, File), certificate.ExportCertificatePem());
        return Path.Combine(folder, File);
    }
}
