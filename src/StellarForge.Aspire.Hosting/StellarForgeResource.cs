using StellarForge.Aspire.Hosting;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// Fills of databases with the rows of a model. It is <see cref="KnownResourceStates.Finished"/> when all of them are done: what needs the rows waits by
/// <c>WaitForCompletion</c>.
/// </summary>
public sealed class StellarForgeResource : Resource, IResourceWithWaitSupport
{
    internal StellarForgeResource(string name, string command)
        : base(name) => Command = command;

    /// <summary>The assembly of the stellarforge command.</summary>
    internal string Command { get; }

    internal string? Model { get; set; }

    internal List<StellarForgeFillResource> Fills { get; } = [];
}

/// <summary>The fill of one database: a run of the stellarforge command, which ends when all rows are there.</summary>
public sealed class StellarForgeFillResource : ExecutableResource, IResourceWithParent<StellarForgeResource>
{
    private readonly FillCommandLine _line;

    internal StellarForgeFillResource(StellarForgeResource parent, FillCommandLine line, string workingDirectory)
        : base($"{parent.Name}-{line.Database}", "dotnet", workingDirectory) => (Parent, _line) = (parent, line);

    /// <summary>What it belongs to.</summary>
    public StellarForgeResource Parent { get; }

    internal string Database => _line.Database;

    /// <summary>Whether the run that starts now drops what is there first.</summary>
    internal bool Recreates { get; set; }

    internal IEnumerable<string> Arguments => _line.Arguments(Parent.Command, Parent.Model!, Recreates);
}
