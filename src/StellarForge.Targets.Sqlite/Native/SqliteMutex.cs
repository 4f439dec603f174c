using static StellarForge.Targets.Sqlite.Native.SqliteApi;

namespace StellarForge.Targets.Sqlite.Native;

/// <summary>
/// The mutex of a connection, held by this thread until disposed of. ADO.NET opens connections that many threads may use, and each call takes the mutex:
/// twenty times a row. For the thread that has it, that is counting (<see href="https://www.sqlite.org/c3ref/mutex_alloc.html"/>).
/// </summary>
internal readonly ref struct SqliteMutex : IDisposable
{
    private readonly nint _mutex;

    public SqliteMutex(nint database) => EnterMutex(_mutex = MutexOf(database));

    public void Dispose() => LeaveMutex(_mutex);
}
