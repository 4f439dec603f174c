using System.Collections.Frozen;
using System.Collections.Immutable;
using System.ComponentModel;
using StellarForge.Generated;
using StellarForge.Live;
using StellarForge.Schema;

namespace StellarForge;

/// <summary>Everything that decides the rows of a model beyond its classes: seed, scale and row counts. Immutable, and safe to share between threads.</summary>
public sealed class World
{
    private readonly FrozenDictionary<string, long> _rows;
    private readonly Dictionary<Type, ITableState> _states = [];
    private readonly Lock _lock = new();

    /// <summary>Makes a world.</summary>
    /// <param name="seed">The seed. Default 42.</param>
    /// <param name="scale">Multiplies the row counts of tables that scale; above 0. Default 1.</param>
    /// <param name="rows">Row counts of single root tables, by <see cref="TableSchema.QualifiedName"/>, in place of what their attributes say.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not above 0, or a row count below 1.</exception>
    public World(ulong seed = 42, double scale = 1, IReadOnlyDictionary<string, long>? rows = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        foreach (var count in rows?.Values ?? [])
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(rows));

        Seed = seed;
        Scale = scale;
        _rows = (rows ?? ImmutableDictionary<string, long>.Empty).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The same, with rows beyond the filled ones.</summary>
    internal World(World filled, LiveRows live)
        : this(filled.Seed, filled.Scale, filled.Rows) => Live = live;

    /// <summary>The world of seed 42 at scale 1.</summary>
    public static World Default { get; } = new();

    /// <summary>The seed.</summary>
    public ulong Seed { get; }

    /// <summary>The scale.</summary>
    public double Scale { get; }

    /// <summary>The row counts given for single root tables, by <see cref="TableSchema.QualifiedName"/>.</summary>
    public IReadOnlyDictionary<string, long> Rows => _rows;

    /// <summary>The rows beyond the filled ones, where there are any.</summary>
    internal LiveRows? Live { get; }

    /// <summary>The key of a column's random stream.</summary>
    /// <inheritdoc cref="StreamKey.Derive"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StreamKey Key(string table, string column, string salt = "") => StreamKey.Derive(Seed, table, column, salt);

    /// <summary>The number of rows of a root table: max(1, round(<see cref="TableSchema.Rows"/> × scale)), or as overridden.</summary>
    /// <param name="root">A table that nothing owns.</param>
    /// <exception cref="OverflowException">The number does not fit 64 bits.</exception>
    public long RootRows(TableSchema root) =>
        _rows.TryGetValue(root.QualifiedName, out var rows) ? rows
        : root.IsScalable ? Math.Max(1, checked((long)Math.Round(root.Rows * Scale)))
        : root.Rows;

    /// <summary>The end of the indices that a root table has rows of (exclusive): its row count, or no end where rows come as time goes by.</summary>
    /// <inheritdoc cref="RootRows"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public long RootEnd(TableSchema root) => Live?.Find(root) is null ? RootRows(root) : long.MaxValue;

    /// <summary>
    /// The end of a table's row indices (exclusive): its row count or, for an owned table, the root owner's × <see cref="TableSchema.Fanout"/>.
    /// </summary>
    /// <exception cref="OverflowException">The indices do not fit 64 bits.</exception>
    public long EndRow(TableSchema table) => checked(RootRows(table.Root) * table.Fanout);

    /// <summary>What the rows of a table share in this world; made once.</summary>
    /// <typeparam name="T">The generated state of the table.</typeparam>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public T State<T>()
        where T : class, ITableState, new()
    {
        // One lock over the whole binding: tables may refer to each other, and no other thread must see a state half bound.
        lock (_lock)
        {
            if (_states.TryGetValue(typeof(T), out var known))
                return (T)known;

            var state = new T();
            _states.Add(typeof(T), state);
            state.Bind(this);
            return state;
        }
    }
}
