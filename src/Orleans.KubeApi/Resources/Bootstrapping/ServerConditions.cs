using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Bootstrapping;

/// <summary>
/// Conditions that the API server itself keeps: whether a FlowSchema's priority level exists, whether an APIService can be reached.
/// </summary>
internal static class ServerConditions
{
    /// <summary>The condition a FlowSchema lacks; null if it is right.</summary>
    public static ObjectNode? OfFlowSchema(ObjectNode schema, Func<string, bool> levelExists, DateTimeOffset now)
    {
        var level = schema.Object("spec").TextIn("priorityLevelConfiguration", "name");
        var found = levelExists(level);
        var about = $"This FlowSchema references the PriorityLevelConfiguration object named {GoText.Quote(level)}";
        return Missing(schema, "Dangling", found ? "False" : "True", found ? "Found" : "NotFound",
            found ? $"{about} and it exists" : $"{about} but there is no such object", now);
    }

    /// <summary>
    /// The condition an APIService lacks; null if it is right or needs a look at the service itself, which is not done here.
    /// </summary>
    public static ObjectNode? OfApiService(ObjectNode api, Func<string, string, bool> serviceExists, DateTimeOffset now)
    {
        if (api.Object("spec")?.Object("service") is not { } service)
        {
            return Missing(api, "Available", "True", "Local", "Local APIServices are always available", now);
        }

        var (ns, name) = (service.Str("namespace"), service.Str("name"));
        return serviceExists(ns, name) ? null
            : Missing(api, "Available", "False", "ServiceNotFound", $"service/{name} in {GoText.Quote(ns)} is not present", now);
    }

    private static ObjectNode? Missing(ObjectNode tree, string type, string status, string reason, string message, DateTimeOffset now)
    {
        var stored = tree.Object("status").ObjectsOf("conditions").Select(c => c.Item).FirstOrDefault(c => c.Str("type") == type);
        if (stored.Str("status") == status && stored.Str("reason") == reason && stored.Str("message") == message)
        {
            return null;
        }

        return new ObjectNode
        {
            { "type", type },
            { "status", status },
            { "lastTransitionTime", GoTime.Format(now, micro: false) },
            { "reason", reason },
            { "message", message },
        };
    }
}
