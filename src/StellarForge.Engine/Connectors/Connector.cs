using System.Data.Common;
using StellarForge.Ddl;
using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Connectors;

/// <summary>
/// One kind of store: its addresses with their options, what <c>doctor</c> tries, and what <c>--help</c> shows. Found in an assembly by
/// <see cref="ConnectorAttribute"/>; has a parameterless constructor. What it connects to is the matter of a derived kind: <see cref="TargetConnector"/>,
/// <see cref="BrokerConnector"/>.
/// </summary>
public abstract class Connector
{
    /// <summary>What people call the store: <c>PostgreSQL</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The schemes of its URIs, the usual one first: <c>postgres</c>.</summary>
    public abstract IReadOnlyList<string> Schemes { get; }

    /// <summary>
    /// The names by which <c>Provider=…</c> in a connection string may call it, the usual one first. Default: none, where connection strings make no sense.
    /// </summary>
    public virtual IReadOnlyList<string> Providers => [];

    /// <summary>An address to learn from: <c>postgres://user:password@host:5432/database</c>.</summary>
    public abstract string Example { get; }

    /// <summary>How its URIs are written. Default: a server's.</summary>
    public virtual AddressForm Form => AddressForm.Server;

    /// <summary>The options of its addresses, besides those that every address has (<see cref="ConnectorOption.Retries"/>).</summary>
    public virtual IReadOnlyList<ConnectorOption> Options => [];

    /// <summary>What <c>doctor</c> tries, or <see langword="null"/>.</summary>
    public virtual ConnectorProbe? Probe => null;

    /// <summary>
    /// A new, empty builder of the driver's connection strings, whose keywords are options too, or <see langword="null"/> where <see cref="Options"/> are all.
    /// </summary>
    public virtual DbConnectionStringBuilder? CreateDriverSettings() => null;

    /// <summary>
    /// The value of an option where an address does not say: the option's default, or the driver's; <see langword="null"/> where neither has one.
    /// </summary>
    /// <param name="option">One of <see cref="Options"/>.</param>
    public string? DefaultOf(ConnectorOption option)
    {
        ArgumentNullException.ThrowIfNull(option);
        if (option.Default is not null
            || CreateDriverSettings() is not { } driver
            || DriverSettings.Get(driver, option.Keyword ?? option.Name) is not { } value)
            return option.Default;
        return option.Values.FirstOrDefault(pair => ConnectorOption.Normalize(pair.Value) == ConnectorOption.Normalize(value)).Key ?? value;
    }

    /// <summary>Reads an address of this connector. Connects to nothing.</summary>
    /// <param name="address">A URI of one of the schemes, or a connection string.</param>
    /// <exception cref="FormatException">It can't be read; the message quotes nothing of it.</exception>
    public ConnectorAddress Parse(string address) => new AddressParser(this).Read(address);
}

/// <summary>A kind of store that tables are loaded into.</summary>
public abstract class TargetConnector : Connector
{
    /// <summary>The SQL that <c>schema ddl</c> writes for it, or <see langword="null"/> for a store without SQL.</summary>
    public virtual SqlDialect? Dialect => null;

    /// <summary>The target of an address. Connects to nothing yet.</summary>
    /// <param name="address">An address of this connector.</param>
    /// <exception cref="FormatException">The address lacks something; the message says what, and quotes nothing of it.</exception>
    public abstract ITarget Open(ConnectorAddress address);

    /// <summary>The target of an address. Connects to nothing yet.</summary>
    /// <param name="address">A URI of one of the schemes, or a connection string.</param>
    /// <exception cref="FormatException">It can't be read; the message quotes nothing of it.</exception>
    public ITarget Open(string address) => Open(Parse(address));
}

/// <summary>A kind of store of topics, which streams go through.</summary>
public abstract class BrokerConnector : Connector
{
    /// <summary>The broker of an address. Connects to nothing yet.</summary>
    /// <param name="address">An address of this connector.</param>
    /// <exception cref="FormatException">The address lacks something; the message says what, and quotes nothing of it.</exception>
    public abstract IBroker Open(ConnectorAddress address);

    /// <summary>The broker of an address. Connects to nothing yet.</summary>
    /// <param name="address">A URI of one of the schemes, or a connection string.</param>
    /// <exception cref="FormatException">It can't be read; the message quotes nothing of it.</exception>
    public IBroker Open(string address) => Open(Parse(address));
}

/// <summary>Names a <see cref="Connector"/> of an assembly, so that the registry finds it: how an outside assembly adds a store.</summary>
/// <param name="connector">A class with a parameterless constructor that derives from <see cref="Connector"/>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ConnectorAttribute(Type connector) : Attribute
{
    /// <summary>The connector.</summary>
    public Type Connector { get; } = connector;
}

/// <summary>How the URIs of a connector are written.</summary>
public enum AddressForm
{
    /// <summary><c>scheme://user:password@host:port/database?option=value</c>.</summary>
    Server,

    /// <summary><c>scheme:path?option=value</c>.</summary>
    Path,
}

/// <summary>What <c>doctor</c> tries to find out whether a store can be reached from this machine.</summary>
/// <param name="Address">An address that needs no configuration.</param>
/// <param name="Fix">What to do where it fails.</param>
/// <param name="LoginRefused">What the error says where a server is there and asks for another user; <see langword="null"/> for stores without users.</param>
/// <param name="IsScratch">Whether the address is a file that is made for the occasion, and deleted.</param>
public sealed record ConnectorProbe(string Address, string Fix, string? LoginRefused = null, bool IsScratch = false);
