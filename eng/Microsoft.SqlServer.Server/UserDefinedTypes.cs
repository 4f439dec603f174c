namespace Microsoft.SqlServer.Server;

/// <summary>How a user-defined type is serialized.</summary>
public enum Format
{
    /// <summary>Not known.</summary>
    Unknown,
    /// <summary>By its fields.</summary>
    Native,
    /// <summary>By itself.</summary>
    UserDefined,
}

/// <summary>A type that serializes itself.</summary>
public interface IBinarySerialize
{
    /// <summary>Reads.</summary>
    void Read(BinaryReader r);

    /// <summary>Writes.</summary>
    void Write(BinaryWriter w);
}

/// <summary>Marks a user-defined type.</summary>
/// <param name="format">How it is serialized.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class SqlUserDefinedTypeAttribute(Format format) : Attribute
{
    /// <summary>How it is serialized.</summary>
    public Format Format { get; } = format;

    /// <summary>The most bytes.</summary>
    public int MaxByteSize { get; set; }

    /// <summary>Whether all instances have as many bytes.</summary>
    public bool IsFixedLength { get; set; }

    /// <summary>Whether bytes are ordered as values are.</summary>
    public bool IsByteOrdered { get; set; }

    /// <summary>The type's name.</summary>
    public string? Name { get; set; }

    /// <summary>The method that checks a value.</summary>
    public string? ValidationMethodName { get; set; }
}
