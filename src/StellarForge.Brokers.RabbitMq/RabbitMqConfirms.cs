using System.Collections;

namespace StellarForge.Brokers.RabbitMq;

/// <summary>
/// Counts the confirms of a channel's messages, which are numbered from 1. A server confirms one or all up to one, and those of different streams in any order.
/// </summary>
internal sealed class RabbitMqConfirms
{
    private readonly Lock _lock = new();
    private readonly List<Batch> _batches = [];
    private ulong _next = 1;
    private long _last;

    /// <summary>When the last confirm came, by <see cref="Environment.TickCount64"/>.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Takes the numbers of the messages that are published next.</summary>
    /// <returns>Ends when all are confirmed.</returns>
    public Task Expect(int messages)
    {
        if (messages == 0)
            return Task.CompletedTask;
        lock (_lock)
        {
            var batch = new Batch(_next, messages);
            _batches.Add(batch);
            _next += (ulong)messages;
            return batch.End.Task;
        }
    }

    public void Confirm(ulong number, bool isAllBefore)
    {
        Volatile.Write(ref _last, Environment.TickCount64);
        lock (_lock)
        {
            foreach (var batch in _batches)
            {
                if (number < batch.First)
                    break;
                if (isAllBefore)
                    batch.ConfirmUpTo(number);
                else if (number - batch.First < (ulong)batch.Confirmed.Length)
                    batch.Confirm((int)(number - batch.First));
            }

            _batches.RemoveAll(batch => batch.End.Task.IsCompleted);
        }
    }

    private sealed class Batch(ulong first, int messages)
    {
        // All before it are confirmed.
        private int _low;
        private int _left = messages;

        public ulong First => first;

        public BitArray Confirmed { get; } = new(messages);

        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void ConfirmUpTo(ulong number)
        {
            var end = (int)Math.Min(number - first + 1, (ulong)Confirmed.Length);
            for (; _low < end; _low++)
                Confirm(_low);
        }

        public void Confirm(int index)
        {
            if (Confirmed[index])
                return;
            Confirmed[index] = true;
            if (--_left == 0)
                End.TrySetResult();
        }
    }
}
