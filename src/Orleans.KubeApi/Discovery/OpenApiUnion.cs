namespace Orleans.KubeApi.Discovery;

/// <summary>A union.</summary>
/// <param name="Discriminator">The field that tells which member is set, "" if none does.</param>
/// <param name="Members">The members; the discriminator's value is the member's name with an upper-case first letter.</param>
internal sealed record OpenApiUnion(string Discriminator, IReadOnlyList<string> Members);
