using System.Diagnostics.Tracing;

namespace StellarForge.Generators.Tests.Support;

/// <summary>Counts the arrays that this thread rents from the shared pools and gives back.</summary>
internal sealed class PooledArrays : EventListener
{
    private readonly int _thread = Environment.CurrentManagedThreadId;

    public int Rented { get; private set; }

    public int Returned { get; private set; }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Buffers.ArrayPoolEventSource")
            EnableEvents(eventSource, EventLevel.Verbose);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            return;
        if (eventData.EventName == "BufferRented")
            Rented++;
        else if (eventData.EventName == "BufferReturned")
            Returned++;
    }
}
