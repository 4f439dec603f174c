using System.Runtime.Intrinsics;

namespace StellarForge.Sinks;

/// <summary>Bytes that a format can't write as they are.</summary>
public interface ISpecialBytes
{
    /// <summary>A vector with all bits of a byte set where the byte is special.</summary>
    Vector128<byte> Find(Vector128<byte> bytes);
}
