using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>An address or a port that a write needs and does not hold yet.</summary>
/// <param name="Slot">What it is for; the same in every run of the write.</param>
/// <param name="IsPort">A node port, else an address.</param>
/// <param name="Fixed">The one wanted; "" for any.</param>
/// <param name="Ranges">Where an address may come from.</param>
internal sealed record ClaimWish(string Slot, bool IsPort, string Fixed, IReadOnlyList<CidrText> Ranges);
