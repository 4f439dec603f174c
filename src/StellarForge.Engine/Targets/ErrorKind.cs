namespace StellarForge.Engine;

/// <summary>What may be done about an error. The connector says so where it translates its driver's errors.</summary>
public enum ErrorKind
{
    /// <summary>Nothing here: it fails again until a person changes something (a right, an address, a full disk).</summary>
    Final,

    /// <summary>It may pass when the work is tried again on a new connection (a lost connection, a deadlock).</summary>
    Transient,

    /// <summary>The store refuses a row for its values (a constraint, a key that is there already, a number out of range); other rows may go in.</summary>
    Data,
}
