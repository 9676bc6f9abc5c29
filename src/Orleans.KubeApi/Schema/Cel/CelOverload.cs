namespace Orleans.KubeApi.Schema.Cel;

/// <summary>One form of a function.</summary>
/// <param name="IsMember">Called on its first parameter: <c>a.f(b)</c>.</param>
/// <param name="Parameters">Types of the receiver (of a member) and the arguments.</param>
/// <param name="Result">Type of the value.</param>
/// <param name="Variables">Names of the type parameters among them.</param>
internal sealed record CelOverload(bool IsMember, CelType[] Parameters, CelType Result, string[] Variables);
