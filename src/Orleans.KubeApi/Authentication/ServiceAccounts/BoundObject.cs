namespace Orleans.KubeApi.Authentication.ServiceAccounts;

/// <summary>An object that a token is bound to; a node known only by a pod that names it has no uid.</summary>
internal sealed record BoundObject(string Name, string Uid);
