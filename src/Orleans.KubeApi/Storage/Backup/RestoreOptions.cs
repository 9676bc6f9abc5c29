namespace Orleans.KubeApi.Storage.Backup;

/// <summary>How a backup is loaded.</summary>
/// <param name="Replace">What the store holds is replaced; otherwise it must be empty.</param>
/// <param name="Bump">How far heads move on beyond everything that may have been given out.</param>
internal sealed record RestoreOptions(bool Replace, long Bump);
