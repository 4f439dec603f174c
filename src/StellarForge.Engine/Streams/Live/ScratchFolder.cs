using System.Globalization;

namespace StellarForge.Engine.Streams;

/// <summary>
/// A folder of files that end with their process: it is made with its first file, and deleted at the end. What a killed process left is deleted by the next
/// one that makes its own in the same place.
/// </summary>
/// <param name="parent">Where the folder is made.</param>
internal sealed class ScratchFolder(string parent) : IDisposable
{
    private const string Prefix = "stellarforge-waiting-";
    private const string LockName = "lock";

    private readonly Lock _lock = new();
    private FileStream? _held;
    private string? _folder;
    private long _files;

    /// <summary>The path of a file that is not there yet. Safe for many threads.</summary>
    public string NewFile()
    {
        lock (_lock)
        {
            _folder ??= Create();
            return Path.Combine(_folder, (++_files).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _held?.Dispose();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
        _folder = null;
    }

    private string Create()
    {
        Directory.CreateDirectory(parent);
        DeleteAbandoned();
        var folder = Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        _held = new FileStream(Path.Combine(folder, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        return folder;
    }

    // Whoever lives holds the file in its folder.
    private void DeleteAbandoned()
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            // Others may keep folders of their own there.
            if (!Guid.TryParseExact(Path.GetFileName(folder)[Prefix.Length..], "N", out _))
                continue;
            try
            {
                using (new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                }

                Directory.Delete(folder, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another process has it, is making it, or deletes it as well.
            }
        }
    }
}
