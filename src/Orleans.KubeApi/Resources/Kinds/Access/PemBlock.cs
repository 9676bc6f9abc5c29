namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>A block of a PEM text.</summary>
/// <param name="Label">What it says to be.</param>
/// <param name="HasHeaders">There are headers before the data, as old encrypted keys have them.</param>
/// <param name="Der">The data.</param>
internal readonly record struct PemBlock(string Label, bool HasHeaders, byte[] Der);
