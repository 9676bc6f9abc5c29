namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>Where a KMS v2 plug-in is.</summary>
/// <param name="Name">Stands in the prefix of what it encrypts.</param>
/// <param name="Socket">Path of its Unix socket.</param>
/// <param name="Timeout">How long a call may take.</param>
internal sealed record KmsSettings(string Name, string Socket, TimeSpan Timeout);
