using System.Text;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Tests.Resources;

namespace Orleans.KubeApi.Tests.Admission;

/// <summary>Makes requests for plug-ins.</summary>
internal static class AdmissionRequests
{
    public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static ObjectNode Parse(string json) => (ObjectNode)NodeReader.Parse(Encoding.UTF8.GetBytes(json));

    public static AdmissionRequest Of(
        AdmissionOperation operation, string group, string resource, string? json, string? old = null, IObjectReader? world = null) => new()
        {
            Operation = operation,
            Kind = new GroupVersionKind(group, "v1", "Any"),
            Resource = new GroupResource(group, resource),
            Namespace = "ns",
            Name = "p",
            Object = json is null ? null : Parse(json),
            Old = old is null ? null : Parse(old),
            Reader = world ?? new KnownObjects(),
            Now = Now,
            Warnings = [],
        };

    public static UserInfo Node(string name) => new($"system:node:{name}", "", ["system:nodes"]);
}
