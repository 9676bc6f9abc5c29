using System.Text;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Access;

/// <summary>Runs whole writes of one object, without admission and other objects.</summary>
internal static class AccessCase
{
    public const string Rbac = "rbac.authorization.k8s.io";
    public const string Flow = "flowcontrol.apiserver.k8s.io";
    public const string Certificates = "certificates.k8s.io";
    public const string Admission = "admissionregistration.k8s.io";

    private static readonly WriteOperation Operation = new(BuiltInCatalog.Load());
    private static readonly OperationContext Context =
        new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), NamespaceState.Active, NoObjects.Instance, AdmissionChain.Empty);

    /// <summary>Creates an object named <c>a</c> from the members after metadata.</summary>
    public static OperationOutcome Create(string group, string resource, string members, string name = "a")
    {
        var body = $"{{\"metadata\":{{\"name\":\"{name}\"}}{(members.Length == 0 ? "" : ",")}{members}}}";
        return Operation.Run(Request(group, resource, body), null, Context);
    }

    /// <summary>Creates an object that must be fine, as it is then stored.</summary>
    public static ObjectNode Made(string group, string resource, string members, string name = "a")
    {
        var outcome = Create(group, resource, members, name);
        return outcome.Error is null ? outcome.Tree! : throw new InvalidOperationException(outcome.Error.Message);
    }

    /// <summary>Replaces an object or its subresource after a change.</summary>
    public static OperationOutcome Change(string group, string resource, ObjectNode old, string subresource, Action<ObjectNode> change)
    {
        var next = (ObjectNode)old.Clone();
        change(next);
        next.Child("metadata").Remove("resourceVersion");
        var request = Request(group, resource, next.ToString()) with
        {
            Verb = WriteVerb.Update,
            Name = new ObjectMeta(old).Name,
            Subresource = subresource,
        };
        var current = (ObjectNode)old.Clone();
        current.Child("metadata").Set("resourceVersion", "5");
        next.Child("metadata").Set("resourceVersion", "5");
        return Operation.Run(request with { Body = Encoding.UTF8.GetBytes(next.ToString()) }, new CurrentVersion(current, 5), Context);
    }

    /// <summary>What was refused, one line a cause: field and message.</summary>
    public static string Causes(OperationOutcome outcome) => outcome.Error is null ? ""
        : string.Join('\n', (outcome.Error.Details?.Causes ?? []).Select(c => $"{c.Field}: {c.Message}"));

    private static UserInfo Zoe { get; } = new(
        "zoe", "uid-zoe", ["dev"], new Dictionary<string, IReadOnlyList<string>> { ["example.com/team"] = ["a", "b"] });

    private static WriteRequest Request(string group, string resource, string body) => new()
    {
        Group = group,
        Version = "v1",
        Resource = resource,
        Namespace = resource is "roles" or "rolebindings" ? "ns" : "",
        Verb = WriteVerb.Create,
        Body = Encoding.UTF8.GetBytes(body),
        User = group == "rbac.authorization.k8s.io" ? UserInfo.ApiServer : Zoe,
    };
}
