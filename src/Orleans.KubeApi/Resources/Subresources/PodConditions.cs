using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Subresources;

/// <summary>Conditions that the server itself writes into a pod's status.</summary>
internal static class PodConditions
{
    /// <summary>Makes a condition true; its time moves only if it was not.</summary>
    public static void Set(ObjectNode pod, string type, string reason, string message, DateTimeOffset now)
    {
        var status = pod.Child("status");
        if (status.Array("conditions") is not { } conditions)
        {
            status.Set("conditions", conditions = new ArrayNode());
        }

        var known = conditions.Items.OfType<ObjectNode>().FirstOrDefault(c => c.Text("type") == type);
        var next = new ObjectNode
        {
            { "type", type },
            { "status", "True" },
            { "lastProbeTime", NullNode.Instance },
            { "lastTransitionTime", known?.Text("status") == "True" ? known["lastTransitionTime"]! : ObjectMeta.Time(now) },
        };
        if (reason.Length > 0)
        {
            next.Set("reason", reason);
        }

        if (message.Length > 0)
        {
            next.Set("message", message);
        }

        if (known is null)
        {
            conditions.Add(next);
        }
        else
        {
            conditions.Items[conditions.Items.IndexOf(known)] = next;
        }
    }

    /// <summary>Whether the pod's Ready condition is true.</summary>
    public static bool IsReady(ObjectNode pod) => pod.Object("status")?.Array("conditions")?.Items.OfType<ObjectNode>()
        .Any(c => c.Text("type") == "Ready" && c.Text("status") == "True") == true;
}
