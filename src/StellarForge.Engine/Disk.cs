using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StellarForge.Engine;

/// <summary>
/// Sees to it that files and their names survive a loss of power. On Unix it calls fsync itself: .NET's <see cref="FileStream.Flush(bool)"/> forgets that it
/// failed.
/// </summary>
public static partial class Disk
{
    private const int Interrupted = 4;

    /// <summary>Whether a file could not be opened because somebody else has it locked.</summary>
    public static bool IsHeld(IOException error)
    {
        ArgumentNullException.ThrowIfNull(error);

        // ERROR_SHARING_VIOLATION; EWOULDBLOCK of Linux and of macOS.
        return error.HResult is unchecked((int)0x80070020) or 11 or 35;
    }

    /// <summary>Flushes what was written to a file.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="IOException">It may not be on the disk.</exception>
    public static void Flush(FileStream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Flush(flushToDisk: false);
        Flush(file.SafeFileHandle, file.Name);
    }

    /// <summary>Flushes what was written to a file by its handle.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its name, for an error's message.</param>
    /// <exception cref="IOException">It may not be on the disk.</exception>
    public static void Flush(SafeFileHandle file, string path)
    {
        // The kernel tells of a lost write once. Elsewhere than on Linux .NET does more than fsync: on macOS it empties the drive's cache.
        if (!OperatingSystem.IsLinux())
            RandomAccess.FlushToDisk(file);
        if (!OperatingSystem.IsWindows())
            FlushUnix(file, path);
    }

    /// <summary>Flushes the names that were given, or taken, in a folder. Windows does so by itself.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">They may not be on the disk.</exception>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;

        // .NET opens no folders.
        using var handle = Open(folder, flags: 0);
        if (handle.IsInvalid)
            throw NotOnDisk(folder, Marshal.GetLastPInvokeError());
        FlushUnix(handle, folder);
    }

    /// <summary>Gives a file that is flushed another name in place of whatever has it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">Its new name.</param>
    /// <exception cref="IOException">The name may not be on the disk.</exception>
    public static void Move(string file, string name)
    {
        File.Move(file, name, overwrite: true);
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(name))!);
    }

    private static void FlushUnix(SafeFileHandle handle, string path)
    {
        while (FSync(handle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (IsWithoutDisk(error))
                return;
            if (error != Interrupted)
                throw NotOnDisk(path, error);
        }
    }

    // EINVAL, EROFS, ENOTSUP of Linux and of macOS: a pipe, a device or a file system that has nothing to flush.
    private static bool IsWithoutDisk(int error) => error is 22 or 30 || error == (OperatingSystem.IsMacOS() ? 45 : 95);

    private static IOException NotOnDisk(string path, int error) =>
        new($"{path} can't be flushed to disk: {Marshal.GetPInvokeErrorMessage(error)}.", error);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
