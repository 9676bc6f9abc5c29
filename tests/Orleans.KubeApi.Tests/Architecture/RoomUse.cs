namespace Orleans.KubeApi.Tests.Architecture;

/// <summary>One use of a type by a type of a room.</summary>
/// <param name="Room">The using room, e.g. "Cache".</param>
/// <param name="User">Full name of the using type (the outermost one).</param>
/// <param name="Used">Full name of the used type.</param>
internal sealed record RoomUse(string Room, string User, string Used);
