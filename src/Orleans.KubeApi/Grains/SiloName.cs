namespace Orleans.KubeApi.Grains;

/// <summary>The name of this silo process in the store: unique per start.</summary>
internal sealed record SiloName(string Value);
