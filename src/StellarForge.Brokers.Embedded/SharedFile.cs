using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StellarForge.Brokers.Embedded;

/// <summary>Opens files that are locked by <see cref="FileLock"/>, or may be. On Unix .NET locks each file that it opens, in the same way.</summary>
internal static partial class SharedFile
{
    private const int ReadWrite = 2;

    /// <summary>Opens a file for reading and writing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="create">Whether it is made where it is missing.</param>
    /// <exception cref="FileNotFoundException">It is missing.</exception>
    /// <exception cref="IOException">It can't be opened.</exception>
    public static SafeFileHandle Open(string path, bool create)
    {
        if (create && !File.Exists(path))
            Create(path);
        if (OperatingSystem.IsWindows())
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

        // O_CLOEXEC: a lock is its process's, and not that of a program that it starts.
        var handle = Open(path, ReadWrite | (OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000));
        if (!handle.IsInvalid)
            return handle;
        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        throw error switch
        {
            2 => new FileNotFoundException($"Could not find file '{path}'.", path),
            13 or 1 => new UnauthorizedAccessException($"Access to the path '{path}' is denied."),
            _ => new IOException($"{path} can't be opened: {Marshal.GetPInvokeErrorMessage(error)}.", error),
        };
    }

    private static void Create(string path)
    {
        try
        {
            File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Somebody else did.
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
