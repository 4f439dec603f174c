using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Embedded;

/// <summary>
/// The lock on a file, which the system drops with its process. On Unix it calls flock itself: .NET's <see cref="FileShare.None"/> is silent where a file
/// system has no locks.
/// </summary>
internal sealed partial class FileLock : IDisposable
{
    private const int Exclusive = 2;
    private const int NoWait = 4;
    private const int Interrupted = 4;

    // Behind all that a file holds: on Windows a locked part can't be read.
    private const long WindowsPlace = 1L << 40;

    private FileLock(SafeFileHandle handle) => Handle = handle;

    /// <summary>The file that is locked, open for reading and writing.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Takes the lock, unless somebody has it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="create">Whether it is made where it is missing.</param>
    /// <returns>The lock, or <see langword="null"/> where somebody has it.</returns>
    /// <exception cref="BrokerException">The file system has no locks.</exception>
    /// <exception cref="IOException">The file can't be opened.</exception>
    public static FileLock? TryTake(string path, bool create)
    {
        var handle = SharedFile.Open(path, create);
        var isTaken = false;
        try
        {
            isTaken = OperatingSystem.IsWindows() ? TryTakeOfWindows(handle) : TryTakeOfUnix(handle, path);
            return isTaken ? new FileLock(handle) : null;
        }
        finally
        {
            if (!isTaken)
                handle.Dispose();
        }
    }

    /// <summary>Makes sure that a lock keeps others out: on some file systems it is granted to everybody.</summary>
    /// <param name="path">The file, which is made where it is missing.</param>
    /// <exception cref="BrokerException">It does not.</exception>
    public static void Prove(string path)
    {
        using var first = TryTake(path, create: true);
        if (first is null)
            return;
        using var second = TryTake(path, create: false);
        if (second is not null)
            throw NoLocks(path, "it was locked twice at once");
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static bool TryTakeOfUnix(SafeFileHandle handle, string path)
    {
        while (FLock(handle, Exclusive | NoWait) != 0)
        {
            var error = Marshal.GetLastPInvokeError();

            // EWOULDBLOCK.
            if (error == (OperatingSystem.IsLinux() ? 11 : 35))
                return false;
            if (error != Interrupted)
                throw NoLocks(path, Marshal.GetPInvokeErrorMessage(error));
        }

        return true;
    }

    [SupportedOSPlatform("windows")]
    private static bool TryTakeOfWindows(SafeFileHandle handle)
    {
        if (LockFile(handle, 0, (uint)(WindowsPlace >> 32), 1, 0))
            return true;
        const int LockViolation = 33;
        var error = Marshal.GetLastPInvokeError();
        return error == LockViolation ? false : throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
    }

    private static BrokerException NoLocks(string path, string why) => new(
        $"{path} can't be locked: {why}. The embedded log needs a file system with locks; name a folder on a local disk.");

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeFileHandle file, int operation);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool LockFile(SafeFileHandle file, uint offsetLow, uint offsetHigh, uint lengthLow, uint lengthHigh);
}
