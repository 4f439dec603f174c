using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using StellarForge.Engine;
using StellarForge.Text;

namespace StellarForge.Targets.Files;

/// <summary>
/// The folder of an export. A chunk is written under a temporary name, flushed to disk and renamed: that its file is there says that it is done. Locks are
/// the kernel's, on files in a folder of their own, and die with their process.
/// </summary>
/// <param name="path">The folder.</param>
/// <param name="format">The format with its options.</param>
/// <param name="extension">What the names of its files end in.</param>
internal sealed class ExportFolder(string path, string format, string extension)
{
    private const string ManifestName = "manifest.json";
    private const string Temporary = ".tmp";
    private const string Streamed = "s";

    // Windows renames a file that is open only where this is shared; elsewhere sharing nothing is what locks.
    internal static readonly FileShare Exclusive = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private readonly string _work = Path.Combine(path, ".stellarforge");

    /// <summary>Makes the folder where it is missing.</summary>
    /// <exception cref="TargetException">What should be a folder of its own leads to another place.</exception>
    public void Create()
    {
        Directory.CreateDirectory(path);
        var work = new DirectoryInfo(_work);
        if (work.LinkTarget is null)
            work.Create();
        if ((work.LinkTarget is not null ? work : work.EnumerateFileSystemInfos().FirstOrDefault(entry => entry.LinkTarget is not null)) is { } link)
        {
            throw new TargetException(
                $"{link.FullName} is a symbolic link, which no fill makes: what it leads to might be overwritten. Remove it, or name another folder.");
        }
    }

    /// <summary>Waits for the folder's lock, for however long a fill has it.</summary>
    public FileStream Lock(CancellationToken cancellationToken) => Lock(TimeSpan.MaxValue, cancellationToken);

    /// <summary>Waits for the folder's lock.</summary>
    /// <exception cref="TargetException">Another process has it for longer than this.</exception>
    public FileStream Lock(TimeSpan patience, CancellationToken cancellationToken) => Lock("folder", patience, cancellationToken);

    /// <summary>Waits until nobody writes a file of a table, and keeps others from beginning one.</summary>
    public FileStream LockTable(string table, CancellationToken cancellationToken) => Lock(TableLock(table), TimeSpan.MaxValue, cancellationToken);

    /// <summary>Keeps others from preparing a table anew while one of its files is written.</summary>
    /// <returns><see langword="null"/> where somebody does just that, or has done so since.</returns>
    public FileStream? TryShareTable(string table, string claim)
    {
        if (TryLock(LockPathOf(TableLock(table)), FileAccess.Read, FileShare.Read) is not { } held)
            return null;
        if (ReadClaim(held) == claim)
            return held;
        held.Dispose();
        return null;
    }

    /// <summary>What the files of a table must belong to, by the table's lock.</summary>
    public static string ReadClaim(FileStream table)
    {
        var claim = new byte[table.Length];
        return Encoding.UTF8.GetString(claim.AsSpan(0, RandomAccess.Read(table.SafeFileHandle, claim, 0)));
    }

    /// <summary>Says in a table's lock what its files must belong to.</summary>
    public static void WriteClaim(FileStream table, string claim)
    {
        RandomAccess.SetLength(table.SafeFileHandle, 0);
        RandomAccess.Write(table.SafeFileHandle, Encoding.UTF8.GetBytes(claim), 0);
    }

    /// <summary>Claims a chunk by the lock of the file that it is written to.</summary>
    /// <returns>The empty file; <see langword="null"/> where the chunk is done, or in the hands of others.</returns>
    public FileStream? TryClaim(string file)
    {
        if (IsDone(file) || TryLock(TemporaryPathOf(file), FileAccess.Write, Exclusive) is not { } held)
            return null;

        // The lock may be of the file that another has written, and given its name, since the look: it is not to be touched.
        if (IsDone(file))
        {
            held.Dispose();
            return null;
        }

        held.SetLength(0);
        return held;
    }

    public bool IsDone(string file) => File.Exists(PathOf(file));

    /// <summary>The length of a file, or <see langword="null"/> where it is not there. That of a pipe or a device is 0.</summary>
    public long? LengthOf(string file)
    {
        var entry = new FileInfo(PathOf(file));
        return entry.Exists ? (entry.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? entry).Length : null;
    }

    /// <summary>Opens a file that has a length: to open a pipe waits for its writer, and a device may have no end.</summary>
    public FileStream Open(string file) => new(PathOf(file), FileMode.Open, FileAccess.Read, FileShare.Read);

    public string PathOf(string file) => Path.Combine(path, file);

    /// <summary>The path of what is no one's but the product's.</summary>
    public string WorkPathOf(string file) => Path.Combine(_work, file);

    /// <summary>Whether there is a manifest.</summary>
    public bool HasManifest => File.Exists(PathOf(ManifestName));

    /// <summary>Gives a file that is written and flushed its name, which makes its chunk done.</summary>
    public void Complete(string table, int number, WrittenFile written)
    {
        var file = NameOf(table, number);
        FileRecords.Write(RecordsPathOf(table), number, written);
        Disk.Move(TemporaryPathOf(file), PathOf(file));
    }

    /// <summary>The records of a table's files, or <see langword="null"/> where there are none.</summary>
    public FileStream? OpenRecords(string table) => File.Exists(RecordsPathOf(table))
        ? new FileStream(RecordsPathOf(table), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1)
        : null;

    /// <summary>Records a file whose writer's record was lost.</summary>
    public void Record(string table, int number, WrittenFile written) => FileRecords.Write(RecordsPathOf(table), number, written);

    /// <summary>The manifest, or an empty one.</summary>
    /// <exception cref="TargetException">It can't be read, or is of a newer release.</exception>
    public Manifest ReadManifest()
    {
        var file = PathOf(ManifestName);
        if (LengthOf(ManifestName) is not > 0 and var length)
        {
            return length is null && !Directory.Exists(file)
                ? new Manifest { Format = format, Extension = extension }
                : throw NoManifest(file, "It is empty, or no file.");
        }

        try
        {
            var manifest = ManifestFile.Read(file, extension, NameOf);
            return manifest.FindProblem() is { } problem ? throw NoManifest(file, problem) : manifest;
        }
        catch (JsonException error)
        {
            throw NoManifest(file, error.LineNumber is { } line ? $"It is damaged in line {line + 1}." : "Something is missing in it.", error);
        }
    }

    /// <summary>Why there is nothing of a table, after the folder's name.</summary>
    public string ExplainMissing(string table) =>
        !Directory.Exists(path) ? "does not exist. Export into it first, or name the folder of an export."
        : $"has no files of the table {table}, such as {NameOf(table, 0)}" +
            (File.Exists(PathOf(ManifestName)) ? "." : $", and no {ManifestName}: no export was made there.");

    public void WriteManifest(Manifest manifest) => ManifestFile.Write(PathOf(ManifestName), Path.Combine(_work, ManifestName + ".new"), manifest, this);

    /// <summary>The name of a chunk's file: <c>orders-00001.csv</c>.</summary>
    public string NameOf(string table, int number) => NameOf(table, number, extension);

    /// <summary>The files of a table, by the look of their names.</summary>
    /// <param name="table">The qualified name.</param>
    /// <param name="ending">What the names end in. Default: those of this format.</param>
    public IEnumerable<string> FilesOf(string table, string? ending = null) => FilesOf(path, table, ending ?? extension);

    /// <summary>The name of a file that a stream wrote: <c>orders-s00001.csv</c>.</summary>
    public string StreamedNameOf(string table, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix(table)}{Streamed}{number:D5}{extension}");

    /// <summary>The files of a table that streams wrote, by the look of their names.</summary>
    public IEnumerable<string> StreamedFilesOf(string table) => FilesOf(path, table, extension, Streamed);

    /// <summary>The number of a file, from 1, or <see langword="null"/> where no stream gives a file that name.</summary>
    public int? StreamedNumberOf(string file, string table)
    {
        var digits = file.AsSpan(Prefix(table).Length + Streamed.Length)[..^extension.Length];
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && file == StreamedNameOf(table, number)
            ? number
            : null;
    }

    /// <summary>The number of a file, or <see langword="null"/> where no fill of the table gives a file that name.</summary>
    public static int? NumberOf(string file, string table, string ending)
    {
        var digits = file.AsSpan(Prefix(table).Length, file.Length - Prefix(table).Length - ending.Length);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && file == NameOf(table, number - 1, ending)
            ? number - 1
            : null;
    }

    /// <summary>Whether a file has a name that a fill of the table gave, or will give, to one of its files.</summary>
    public static bool IsOf(string file, string table, ManifestTable recorded, string ending) => NumberOf(file, table, ending) < recorded.FileCount;

    /// <summary>Deletes a file of the folder.</summary>
    public void Delete(string file) => File.Delete(PathOf(file));

    /// <summary>Forgets what was noted of a table's files, as they are deleted; the table's lock is held.</summary>
    public void DeleteRecords(string table) => File.Delete(RecordsPathOf(table));

    /// <summary>
    /// Removes what writers that died left of a table, and what version 1 kept for each file; the folder's lock is held, and the table is whole.
    /// </summary>
    public void RemoveRemains(string table)
    {
        foreach (var ending in (string[])[Temporary, ".lock", ".json"])
        {
            foreach (var file in FilesOf(_work, table, extension + ending))
                File.Delete(Path.Combine(_work, file));
        }
    }

    /// <summary>What the names of a table's files begin with.</summary>
    public static string Prefix(string table) =>
        string.Concat(table.Select(character => IsPlain(character) ? character : '_')) + "-";

    // Control characters and those that turn the direction of text are taken by some systems, and by no reader of a list of files.
    private static bool IsPlain(char character) =>
        Array.IndexOf(Path.GetInvalidFileNameChars(), character) < 0 && character is not ('/' or '\\' or '"' or ':')
        && !PrintableText.IsControl(character);

    private static IEnumerable<string> FilesOf(string folder, string table, string ending, string kind = "")
    {
        var prefix = Prefix(table) + kind;
        return !Directory.Exists(folder) ? [] : new DirectoryInfo(folder).EnumerateFileSystemInfos()
            .Where(entry => entry.Name is var name && name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(ending, StringComparison.Ordinal)
                && name.Length > prefix.Length + ending.Length && !name.AsSpan()[prefix.Length..^ending.Length].ContainsAnyExceptInRange('0', '9'))
            .Select(entry => entry is FileInfo
                ? entry.Name
                : throw new TargetException($"{entry.FullName} is a folder where a file of table {table} should be. Move it away."));
    }

    private static TargetException NoManifest(string file, string problem, Exception? error = null) =>
        new($"{file} is not the manifest of an export. {problem} Name another folder, or delete this one.", error);

    private static string NameOf(string table, int number, string ending) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix(table)}{number + 1:D5}{ending}");

    private string TemporaryPathOf(string file) => Path.Combine(_work, file + Temporary);

    private string RecordsPathOf(string table) => Path.Combine(_work, Prefix(table) + "files");

    private string LockPathOf(string name) => Path.Combine(_work, name + ".lock");

    private FileStream Lock(string name, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            if (TryLock(LockPathOf(name), FileAccess.ReadWrite, FileShare.None) is { } held)
                return held;
            if (Stopwatch.GetElapsedTime(started) > patience)
            {
                throw new TargetException(
                    FormattableString.Invariant($"Another process holds the lock on {LockPathOf(name)} for more than {patience.TotalSeconds} seconds: ")
                    + "let it go on, if it is stopped, or end it.",
                    kind: ErrorKind.Transient);
            }

            if (cancellationToken.WaitHandle.WaitOne(20))
                cancellationToken.ThrowIfCancellationRequested();
        }
    }

    // A lock's file stays when it is released: who opened it before it was deleted would hold a lock that nobody else sees.
    internal static FileStream? TryLock(string file, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, access, share, bufferSize: 0);
        }
        catch (IOException error) when (Disk.IsHeld(error))
        {
            return null;
        }
    }

    // No name of a file ends so.
    private static string TableLock(string table) => Prefix(table) + "table";
}
