namespace Orleans.KubeApi.Http.Pages;

/// <summary>What a server tells of itself on /statusz and /flagz.</summary>
/// <param name="Started">When its process started.</param>
/// <param name="Runtime">What it runs on, where the original names Go's version.</param>
/// <param name="Version">"1.37.0".</param>
/// <param name="Emulated">"1.37".</param>
/// <param name="Flags">Its options by the names of their flags, without what may hold a password.</param>
internal sealed record ServerFacts(
    DateTimeOffset Started, string Runtime, string Version, string Emulated, IReadOnlyDictionary<string, string> Flags);
