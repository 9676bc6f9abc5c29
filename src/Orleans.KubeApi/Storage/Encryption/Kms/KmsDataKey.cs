namespace Orleans.KubeApi.Storage.Encryption.Kms;

/// <summary>What this silo encrypts with: a seed of its own, and the seed as the plug-in encrypted it, which every body carries.</summary>
/// <param name="Gcm">Encrypts with keys derived from the seed.</param>
/// <param name="Header">The stored message without the encrypted data.</param>
/// <param name="ConfirmedAt">When the plug-in last said that this key is current, in ticks of the time provider.</param>
internal sealed record KmsDataKey(DerivedKeyGcm Gcm, EncryptedObject Header, long ConfirmedAt);
