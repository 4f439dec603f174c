namespace StellarForge.Formats;

/// <summary>A way in which a message is bad: no strict decoder takes it.</summary>
public enum MessageFault
{
    /// <summary>A value that the column's enumeration does not have.</summary>
    UnknownMember,

    /// <summary>A value that its column has no room for: too large a number, too long a text.</summary>
    OutOfDomain,

    /// <summary>A column that takes no null has no value.</summary>
    MissingField,

    /// <summary>A value of another type.</summary>
    WrongType,

    /// <summary>The schema that the message names does not exist.</summary>
    UnknownSchema,

    /// <summary>The message is cut off.</summary>
    Truncated,

    /// <summary>The bytes are something else.</summary>
    NotTheFormat,
}

/// <summary>
/// Makes bad messages out of good ones, each a function of the message and of one random number. A fault that no message of a table can have becomes the next
/// in the order of <see cref="MessageFault"/> that one can have; the last two are always possible. So how many there will be of each is known from the table.
/// For one thread at a time.
/// </summary>
public abstract class MessageDamager
{
    /// <summary>The fault that a message gets where one is asked for: itself, or the one that stands for it in this table.</summary>
    public abstract MessageFault Possible(MessageFault fault);

    /// <summary>Appends a damaged copy of a message.</summary>
    /// <param name="fault">What is wrong with it: see <see cref="Possible"/>.</param>
    /// <param name="message">A message of the format's own encoder.</param>
    /// <param name="random">Which column, and what value: any number.</param>
    /// <param name="messages">Where the copy goes.</param>
    public abstract void Damage(MessageFault fault, ReadOnlySpan<byte> message, ulong random, MessageBuffer messages);
}
