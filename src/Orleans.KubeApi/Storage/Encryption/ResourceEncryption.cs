namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>One entry of the configuration.</summary>
/// <param name="Resources"><c>secrets</c>, <c>deployments.apps</c>, <c>*.apps</c>, <c>*.</c> (the core group) or <c>*.*</c>.</param>
/// <param name="Providers">The first one encrypts, all decrypt.</param>
internal sealed record ResourceEncryption(IReadOnlyList<string> Resources, IReadOnlyList<ProviderSettings> Providers);
