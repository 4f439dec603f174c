using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;

namespace StellarForge.Api.Page;

/// <summary>A file of the live page.</summary>
/// <param name="Path">Its path on the server.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="EntityTag">What changes with its bytes, quoted.</param>
internal sealed record PageFile(string Path, string ContentType, byte[] Content, string EntityTag)
{
    private const string Folder = "wwwroot/";

    /// <summary>All of them, from the assembly.</summary>
    public static IEnumerable<PageFile> ReadAll() =>
        typeof(PageFile).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Select(Read);

    private static PageFile Read(string name)
    {
        using var resource = typeof(PageFile).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return new(name[(Folder.Length - 1)..], TypeOf(name), content, $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"");
    }

    private static string TypeOf(string name)
    {
        var type = new FileExtensionContentTypeProvider().TryGetContentType(name, out var known) ? known : "text/plain";
        return type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type;
    }
}
