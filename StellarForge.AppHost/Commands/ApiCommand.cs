using System.Collections.Immutable;

namespace StellarForge.AppHost.Commands;

/// <summary>A command on the dashboard: what it asks for, and what it sends to the API.</summary>
/// <param name="Name">The command's name, as Aspire knows it.</param>
/// <param name="DisplayName">What stands on the button.</param>
/// <param name="Icon">A Fluent icon's name.</param>
/// <param name="Description">What it does, one sentence.</param>
/// <param name="Method">The HTTP method of the request.</param>
/// <param name="Path">The path of the request.</param>
/// <param name="Inputs">Makes the fields of the dialog; where there are none, the dialog asks for a yes.</param>
/// <param name="Body">Makes the request's content from what was entered.</param>
internal sealed record ApiCommand(
    string Name, string DisplayName, string Icon, string Description, HttpMethod Method, string Path,
    Func<ImmutableArray<InteractionInput>> Inputs, Func<InteractionInputCollection, object> Body);
