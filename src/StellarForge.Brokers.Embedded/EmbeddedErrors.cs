using StellarForge.Engine;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Embedded;

/// <summary>Errors of the file system as the broker's.</summary>
internal static class EmbeddedErrors
{
    /// <summary>
    /// The error as it is shown. That a file can't be written may pass: a full disk gets space again. Rights do not come by themselves.
    /// </summary>
    public static Exception Translate(Exception error) => error switch
    {
        IOException => new BrokerException($"The embedded log can't be read or written: {error.Message}", error, ErrorKind.Transient),
        UnauthorizedAccessException => new BrokerException($"The embedded log can't be read or written: {error.Message} Give this user the right to.", error),
        _ => error,
    };

    /// <summary>Does work, and translates its errors.</summary>
    public static T Translated<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Translate(error);
        }
    }
}
