using System.Text.Json;
using StellarForge.Engine;
using StellarForge.Targets.Files.Formats;

namespace StellarForge.Targets.Files;

/// <summary>
/// The folder of an export. A chunk is written under a temporary name, flushed to disk and renamed: that its file is there says that it is done. Locks are
/// the kernel's, on files in a folder of their own, and die with their process.
/// </summary>
/// <param name="path">The folder.</param>
/// <param name="format">The format.</param>
internal sealed class ExportFolder(string path, FileFormat format)
{
    private const string ManifestName = "manifest.json";
    private const string FolderLock = "folder";

    private readonly string _work = Path.Combine(path, ".stellarforge");

    /// <summary>Makes the folder where it is missing.</summary>
    public void Create() => Directory.CreateDirectory(_work);

    /// <summary>Waits for the folder's lock.</summary>
    public FileStream Lock(CancellationToken cancellationToken) => Lock(FolderLock, cancellationToken);

    /// <summary>Waits until nobody writes a file of a table, and keeps others from beginning one.</summary>
    public FileStream LockTable(TableSchema table, CancellationToken cancellationToken) => Lock(TableLock(table), cancellationToken);

    /// <summary>Keeps others from preparing a table anew while one of its files is written, or gives <see langword="null"/> where somebody does just that.</summary>
    public FileStream? TryShareTable(TableSchema table) => TryLock(TableLock(table), shared: true);

    /// <summary>Claims a chunk, or gives <see langword="null"/> where it is done, or in the hands of others.</summary>
    public FileStream? TryClaim(string file)
    {
        if (IsDone(file) || TryLock(file) is not { } held)
            return null;
        if (!IsDone(file))
            return held;

        // Done by another between the look and the lock.
        held.Dispose();
        return null;
    }

    public bool IsDone(string file) => File.Exists(PathOf(file));

    public string PathOf(string file) => Path.Combine(path, file);

    public string TemporaryPathOf(string file) => Path.Combine(_work, file + ".tmp");

    /// <summary>Gives a file that is written and flushed its name, which makes its chunk done.</summary>
    public void Complete(string file, WrittenFile written)
    {
        WriteWhole(NotePathOf(file), JsonSerializer.SerializeToUtf8Bytes(written, ManifestJson.Default.WrittenFile));
        File.Move(TemporaryPathOf(file), PathOf(file), overwrite: true);
    }

    /// <summary>What the writer of a file noted of it, or <see langword="null"/>.</summary>
    public WrittenFile? NoteOf(string file)
    {
        var note = NotePathOf(file);
        return File.Exists(note) ? JsonSerializer.Deserialize(File.ReadAllBytes(note), ManifestJson.Default.WrittenFile) : null;
    }

    /// <summary>The manifest, or an empty one.</summary>
    /// <exception cref="TargetException">It can't be read.</exception>
    public Manifest ReadManifest()
    {
        var file = PathOf(ManifestName);
        if (!File.Exists(file))
            return new Manifest { Format = format.Description };
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), ManifestJson.Default.Manifest) ?? throw new JsonException("It is null.");
        }
        catch (JsonException error)
        {
            throw new TargetException($"{file} is not the manifest of an export: {error.Message} Name another folder, or delete this one.", error);
        }
    }

    public void WriteManifest(Manifest manifest) => WriteWhole(PathOf(ManifestName), JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJson.Default.Manifest));

    /// <summary>The name of a chunk's file: <c>orders-00001.csv</c>.</summary>
    public string NameOf(TableSchema table, int number) => $"{Prefix(table)}{number + 1:D5}{format.Extension}";

    /// <summary>The names of the files of a table, of this format, by the look of them.</summary>
    public IEnumerable<string> FilesOf(TableSchema table)
    {
        var prefix = Prefix(table);
        return !Directory.Exists(path) ? [] : Directory.EnumerateFiles(path)
            .Select(file => Path.GetFileName(file))
            .Where(file => file.StartsWith(prefix, StringComparison.Ordinal) && file.EndsWith(format.Extension, StringComparison.Ordinal)
                && file.Length > prefix.Length + format.Extension.Length && file[prefix.Length..^format.Extension.Length].All(char.IsAsciiDigit))
            .Order(StringComparer.Ordinal);
    }

    public void Delete(string file)
    {
        File.Delete(PathOf(file));
        File.Delete(NotePathOf(file));
    }

    /// <summary>Removes what only a fill in progress needs; the folder's own lock is held.</summary>
    public void RemoveWork()
    {
        foreach (var file in Directory.EnumerateFiles(_work).Where(file => file != LockPathOf(FolderLock)))
            File.Delete(file);
    }

    private string NotePathOf(string file) => Path.Combine(_work, file + ".json");

    private string LockPathOf(string name) => Path.Combine(_work, name + ".lock");

    private FileStream Lock(string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryLock(name) is { } held)
                return held;
            if (cancellationToken.WaitHandle.WaitOne(20))
                cancellationToken.ThrowIfCancellationRequested();
        }
    }

    // The lock's file stays when it is released: who opened it before it was deleted would hold a lock that nobody else sees.
    private FileStream? TryLock(string name, bool shared = false)
    {
        try
        {
            return shared
                ? new FileStream(LockPathOf(name), FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read, 1)
                : new FileStream(LockPathOf(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException error) when (IsHeld(error))
        {
            return null;
        }
    }

    // ERROR_SHARING_VIOLATION; EWOULDBLOCK of Linux and of macOS.
    private static bool IsHeld(IOException error) => error.HResult is unchecked((int)0x80070020) or 11 or 35;

    private static void WriteWhole(string file, byte[] content)
    {
        var temporary = file + ".new";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, file, overwrite: true);
    }

    // No name of a file ends so.
    private static string TableLock(TableSchema table) => Prefix(table) + "table";

    private static string Prefix(TableSchema table) =>
        string.Concat(table.QualifiedName.Select(character => Array.IndexOf(Path.GetInvalidFileNameChars(), character) < 0 && character is not ('/' or '\\' or '"' or ':') ? character : '_')) + "-";
}
