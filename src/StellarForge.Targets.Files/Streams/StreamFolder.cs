using System.Text.Json;
using StellarForge.Engine;

namespace StellarForge.Targets.Files.Streams;

/// <summary>
/// The part of a folder that streams have: files with numbers of their own, and the ledger that says which of them count. Whoever changes something holds the
/// folder's lock.
/// </summary>
/// <param name="folder">The folder.</param>
internal sealed class StreamFolder(ExportFolder folder)
{
    private const string StateName = "streams.json";
    private const string TemporaryPrefix = "stream-";
    private const string TemporarySuffix = ".tmp";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The log beside the state.</summary>
    public StreamLog Log { get; } = new(folder.WorkPathOf("streams.jsonl"));

    /// <summary>Waits for the folder's lock, which a writer has while it commits.</summary>
    /// <exception cref="TargetException">Somebody has it for much longer.</exception>
    public FileStream Lock(CancellationToken cancellationToken) => folder.Lock(Patience, cancellationToken);

    /// <summary>The state; an empty one where no stream was written.</summary>
    /// <exception cref="TargetException">It can't be read, or is of a newer release.</exception>
    public StreamState Read()
    {
        var file = folder.WorkPathOf(StateName);
        if (!File.Exists(file))
            return new StreamState();
        try
        {
            var bytes = File.ReadAllBytes(file);
            if (JsonSerializer.Deserialize(bytes, StreamStateJson.Default.StreamVersion) is { Version: > StreamState.CurrentVersion and var version })
            {
                throw new TargetException(FormattableString.Invariant(
                    $"{file} is of version {version}, and this release knows versions up to {StreamState.CurrentVersion}: a newer one wrote to the folder. ")
                    + "Use that one, or name another folder.");
            }

            var state = JsonSerializer.Deserialize(bytes, StreamStateJson.Default.StreamState) ?? throw new JsonException("It is null.");
            return state.FindProblem() is { } problem ? throw new JsonException(problem) : state;
        }
        catch (JsonException error)
        {
            throw new TargetException(
                $"{file} is damaged: it does not say how far streams are. Restore the folder from before the damage, or write to another one.", error);
        }
    }

    /// <summary>Replaces the state. With that, what it says is committed.</summary>
    public void Write(StreamState state)
    {
        var (file, temporary) = (folder.WorkPathOf(StateName), folder.WorkPathOf(StateName + ".new"));
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(stream, state, StreamStateJson.Default.StreamState);
            Disk.Flush(stream);
        }

        Disk.Move(temporary, file);
    }

    /// <summary>Gives files that are committed their names, unless they have them.</summary>
    public void NameFiles(StreamState state)
    {
        foreach (var file in state.Unnamed)
        {
            if (File.Exists(TemporaryPathOf(file.Id)))
                Disk.Move(TemporaryPathOf(file.Id), folder.PathOf(NameOf(file.Table, file.Number)));
        }
    }

    /// <summary>Makes a file under a temporary name, which nobody else touches while it is open.</summary>
    public FileStream CreateFile(Guid id)
    {
        while (true)
        {
            // Who clears up may have taken it for the file of a writer that died: then it is held, or gone.
            if (ExportFolder.TryLock(TemporaryPathOf(id), FileAccess.Write, ExportFolder.Exclusive) is not { } file)
                continue;
            if (File.Exists(TemporaryPathOf(id)))
                return file;
            file.Dispose();
        }
    }

    /// <summary>Deletes a file that was not committed.</summary>
    public void DeleteFile(Guid id) => File.Delete(TemporaryPathOf(id));

    /// <summary>Removes what writers that died left under temporary names.</summary>
    public void RemoveRemains(StreamState state)
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(TemporaryPathOf(default))!, $"{TemporaryPrefix}*{TemporarySuffix}"))
        {
            if (Guid.TryParseExact(Path.GetFileName(file)[TemporaryPrefix.Length..^TemporarySuffix.Length], "N", out var id)
                && !state.Unnamed.Exists(unnamed => unnamed.Id == id)
                && ExportFolder.TryLock(file, FileAccess.Write, ExportFolder.Exclusive) is { } held)
            {
                File.Delete(file);
                held.Dispose();
            }
        }
    }

    /// <summary>The name of a table's file by its number, from 1.</summary>
    public string NameOf(string table, int number) => folder.StreamedNameOf(table, number);

    private string TemporaryPathOf(Guid id) => folder.WorkPathOf($"{TemporaryPrefix}{id:N}{TemporarySuffix}");
}
