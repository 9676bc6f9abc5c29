using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>What a kind's rules may know besides the object.</summary>
/// <param name="Request">The write.</param>
/// <param name="Type">The request's resource in its version.</param>
/// <param name="Now">Server time.</param>
/// <param name="Reader">Other objects.</param>
/// <param name="Warnings">Texts for Warning headers; rules append.</param>
internal sealed record KindContext(
    WriteRequest Request, ResourceType Type, DateTimeOffset Now, IObjectReader Reader, List<string> Warnings)
{
    /// <summary>The subresource written, "" for the object itself.</summary>
    public string Subresource => Request.Subresource;

    /// <summary>What a Service's write holds of addresses and ports; null outside of an object's grain: then nothing is taken.</summary>
    public Network.ClaimBook? Claims { get; init; }
}
