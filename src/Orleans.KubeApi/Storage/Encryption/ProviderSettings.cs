namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>One provider.</summary>
/// <param name="Kind"><c>aescbc</c>, <c>aesgcm</c>, <c>secretbox</c>, <c>identity</c> or <c>kms</c>.</param>
/// <param name="Keys">Its keys; none for identity and KMS.</param>
/// <param name="Kms">The plug-in of a KMS.</param>
internal sealed record ProviderSettings(string Kind, IReadOnlyList<NamedKey> Keys, KmsSettings? Kms = null);
