using StellarForge.Formats;

namespace StellarForge.Tests.Formats;

/// <summary>A schema registry in memory, with ids from 1.</summary>
internal sealed class MemoryRegistry : ISchemaRegistry
{
    public List<string> Schemas { get; } = [];

    public List<string> Subjects { get; } = [];

    public List<ulong> Asked { get; } = [];

    public bool IsDown { get; set; }

    public Task<int> RegisterAsync(string subject, string schema, CancellationToken cancellationToken)
    {
        Subjects.Add(subject);
        if (!Schemas.Contains(schema))
            Schemas.Add(schema);
        return Task.FromResult(Schemas.IndexOf(schema) + 1);
    }

    public Task<string?> FindAsync(ulong id, CancellationToken cancellationToken)
    {
        if (IsDown)
            throw new HttpRequestException("The registry is down.");
        Asked.Add(id);
        return Task.FromResult(id >= 1 && id <= (ulong)Schemas.Count ? Schemas[(int)id - 1] : null);
    }
}
