namespace StellarForge.AppHost;

/// <summary>Who may call services that others can reach: a key that tokens are signed with, and one operator. On the machine itself sign-in is off.</summary>
internal sealed class AccessParameters(IDistributedApplicationBuilder builder)
{
    private readonly IResourceBuilder<ParameterResource> _key = builder.AddParameter("access-key", secret: true)
        .WithDescription("Signs the tokens, 32 bytes at least: openssl rand -base64 48");

    private readonly IResourceBuilder<ParameterResource> _operator = builder.AddParameter("operator-password-hash", secret: true)
        .WithDescription("The hash of the operator's password: stellarforge hash-password");

    /// <summary>Gives them to a service.</summary>
    /// <param name="service">The service.</param>
    public void Give(IResourceBuilder<ProjectResource> service) => service
        .WithEnvironment("StellarForge__Access__Key", _key)
        .WithEnvironment("StellarForge__Access__Users__operator__PasswordHash", _operator)
        .WithEnvironment("StellarForge__Access__Users__operator__Role", "operator");
}
