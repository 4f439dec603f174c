using System.Collections.Immutable;

namespace StellarForge.AppHost.Commands;

/// <summary>A command on the dashboard: what it asks for, and what it sends to the API.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DisplayName">What stands on the button.</param>
/// <param name="Icon">A Fluent icon's name.</param>
/// <param name="Description">What it does, one sentence.</param>
/// <param name="Method">The method of the request.</param>
/// <param name="Path">Its path.</param>
/// <param name="Inputs">Makes what is asked for; without any, a confirmation is.</param>
/// <param name="Body">The request's content, of the answers.</param>
internal sealed record ApiCommand(
    string Name, string DisplayName, string Icon, string Description, HttpMethod Method, string Path,
    Func<ImmutableArray<InteractionInput>> Inputs, Func<InteractionInputCollection, object> Body);
