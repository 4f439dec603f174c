using System.Diagnostics;

namespace StellarForge.Testing.Servers;

/// <summary>A directory of a server's own under the temporary folder. A lock that the kernel drops with its process tells a live one from an orphan.</summary>
internal sealed class ServerDirectory : IDisposable
{
    private readonly FileStream _lock;

    private ServerDirectory(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    public string Path { get; }

    /// <summary>Removes what killed runs left behind, and makes a new directory.</summary>
    /// <param name="product">Part of the directory's name.</param>
    public static ServerDirectory Create(string product)
    {
        var prefix = $"stellarforge-{product}-{Environment.UserName}-";
        RemoveOrphans(prefix);

        // The lock comes before the directory: a directory whose lock can be had is nobody's.
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), prefix + Guid.NewGuid().ToString("N")[..12]);
        var @lock = new FileStream(LockOf(path), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        Directory.CreateDirectory(path);
        return new ServerDirectory(path, @lock);
    }

    /// <summary>Gives the directory to another user: PostgreSQL refuses to run as root.</summary>
    public void GiveTo(string user)
    {
        using var chown = Process.Start("chown", [user, Path]);
        chown.WaitForExit();
        if (chown.ExitCode != 0)
            throw new IOException($"chown {user} {Path} failed");
    }

    public void Dispose()
    {
        Remove(Path);
        _lock.Dispose();
    }

    private static void RemoveOrphans(string prefix)
    {
        foreach (var lockFile in Directory.EnumerateFiles(System.IO.Path.GetTempPath(), prefix + "*.lock"))
        {
            FileStream orphan;
            try
            {
                orphan = new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException)
            {
                continue; // A test run that is alive holds it.
            }

            using (orphan)
            {
                var path = System.IO.Path.ChangeExtension(lockFile, null);
                using (var kill = Process.Start("pkill", ["-KILL", "-f", System.IO.Path.GetFileName(path)]))
                    kill.WaitForExit();
                Remove(path);
            }
        }
    }

    private static string LockOf(string path) => path + ".lock";

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }
}
