namespace StellarForge.Engine.Streams;

/// <summary>What becomes of one row on its way. Times are in microseconds of event time.</summary>
/// <param name="Delay">How much later than its event time it is sent.</param>
/// <param name="IsLate">Whether it is late, rather than out of order or in time.</param>
/// <param name="Duplicate">How much later than the row itself its second copy is sent; −1 for none.</param>
/// <param name="Bad">How much later than the row itself its damaged copy is sent; −1 for none.</param>
/// <param name="Damage">Decides how that copy is damaged.</param>
internal readonly record struct RowFaults(long Delay, bool IsLate, long Duplicate, long Bad, ulong Damage)
{
    public bool IsOutOfOrder => Delay > 0 && !IsLate;
}

/// <summary>Draws the faults of a table's rows.</summary>
internal sealed class FaultDraws
{
    private readonly StreamKey _lateKey;
    private readonly StreamKey _disorderKey;
    private readonly StreamKey _duplicateKey;
    private readonly StreamKey _badKey;

    public FaultDraws(ulong seed, string className)
    {
        StreamKey Key(string salt) => StreamKey.Derive(seed, className, "", salt);
        (_lateKey, _disorderKey, _duplicateKey, _badKey) = (Key("stream.late"), Key("stream.disorder"), Key("stream.duplicate"), Key("stream.bad"));
    }

    /// <summary>The faults of a row.</summary>
    /// <param name="row">Its place in the table, as <see cref="EventPlace.Row"/> has it.</param>
    /// <param name="of">How often there are any.</param>
    public RowFaults At(long row, StreamFaults of)
    {
        long delay = 0, duplicate = -1, bad = -1;
        ulong damage = 0;
        var disorderBy = StreamFaults.Units(of.DisorderBy);
        var late = _lateKey.At(row);
        var isLate = of.Late > 0 && late.NextBool(of.Late);
        if (isLate)
        {
            delay = late.NextInt64(disorderBy + 1, StreamFaults.Units(of.LateBy));
        }
        else if (of.Disorder > 0)
        {
            var disorder = _disorderKey.At(row);
            if (disorder.NextBool(of.Disorder))
                delay = disorder.NextInt64(1, disorderBy);
        }

        if (of.Duplicates > 0)
        {
            var random = _duplicateKey.At(row);
            if (random.NextBool(of.Duplicates))
                duplicate = random.NextInt64(1, disorderBy);
        }

        if (of.Bad > 0)
        {
            var random = _badKey.At(row);
            if (random.NextBool(of.Bad))
                (bad, damage) = (random.NextInt64(1, disorderBy), (ulong)random.NextInt64(0, long.MaxValue));
        }

        return new RowFaults(delay, isLate, duplicate, bad, damage);
    }
}
