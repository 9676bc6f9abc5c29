using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>What a node may write of its own object.</summary>
internal static class NodeSelfRestriction
{
    private const string Reserved = "node-restriction.kubernetes.io";

    private static readonly HashSet<string> KubeletLabels = new(StringComparer.Ordinal)
    {
        "kubernetes.io/hostname", "kubernetes.io/os", "kubernetes.io/arch", "node.kubernetes.io/instance-type",
        "topology.kubernetes.io/zone", "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/zone",
        "failure-domain.beta.kubernetes.io/region", "beta.kubernetes.io/instance-type", "beta.kubernetes.io/os", "beta.kubernetes.io/arch",
        "node.kubernetes.io/windows-build",
    };

    /// <summary>Refuses other nodes, labels that others decide, taints, owners.</summary>
    /// <exception cref="StatusException">403.</exception>
    public static void Check(AdmissionRequest request, string node)
    {
        if (request.Name != node)
        {
            throw Forbidden(request, $"node {GoText.Quote(node)} is not allowed to modify node {GoText.Quote(request.Name)}");
        }

        var (after, before) = (request.Object, request.Old);
        if (request.Operation == AdmissionOperation.Create)
        {
            if (after!.Object("spec")?.Has("configSource") == true)
            {
                throw Forbidden(request, $"node {GoText.Quote(node)} is not allowed to create pods with a non-nil configSource");
            }

            if (ForbiddenLabels(after, null) is { Count: > 0 } labels)
            {
                throw Forbidden(request, $"node {GoText.Quote(node)} is not allowed to set the following labels: {string.Join(", ", labels)}");
            }
        }
        else if (request.Operation == AdmissionOperation.Update)
        {
            CheckUpdate(request, node, after!, before!);
        }
    }

    private static void CheckUpdate(AdmissionRequest request, string node, ObjectNode after, ObjectNode before)
    {
        var source = after.Object("spec")?["configSource"];
        if (source is not null && !Node.DeepEquals(source, before.Object("spec")?["configSource"]))
        {
            throw Forbidden(request, $"node {GoText.Quote(node)} is not allowed to update configSource to a new non-nil configSource");
        }

        if (!Same(after.Object("spec")?.Array("taints"), before.Object("spec")?.Array("taints")))
        {
            throw Forbidden(request, $"node {GoText.Quote(node)} is not allowed to modify taints");
        }

        if (ForbiddenLabels(after, before) is { Count: > 0 } labels)
        {
            throw Forbidden(request, $"is not allowed to modify labels: {string.Join(", ", labels)}");
        }

        // Owners delete what they own: a node could have itself or others removed (CVE-2025-5187).
        if (!Same(after.Object("metadata")?.Array("ownerReferences"), before.Object("metadata")?.Array("ownerReferences")))
        {
            throw Forbidden(request, $"node {GoText.Quote(node)} is not allowed to modify ownerReferences");
        }
    }

    private static bool Same(ArrayNode? a, ArrayNode? b) =>
        (a is not { Items.Count: > 0 } && b is not { Items.Count: > 0 }) || (a is not null && b is not null && Node.DeepEquals(a, b));

    private static SortedSet<string> ForbiddenLabels(ObjectNode after, ObjectNode? before)
    {
        var (now, then) = (LabelsOf(after), before is null ? [] : LabelsOf(before));
        var changed = now.Select(l => l.Key).Concat(then.Select(l => l.Key)).Where(k => now.Text(k) != then.Text(k));
        return new SortedSet<string>(changed.Where(IsForbidden), StringComparer.Ordinal);
    }

    private static ObjectNode LabelsOf(ObjectNode node) => node.Object("metadata")?.Object("labels") ?? [];

    private static bool IsForbidden(string label)
    {
        var domain = label.IndexOf('/', StringComparison.Ordinal) is var at and > 0 ? label[..at] : "";
        return IsIn(domain, Reserved) || ((IsIn(domain, "kubernetes.io") || IsIn(domain, "k8s.io")) && !IsKubelets(label, domain));
    }

    private static bool IsKubelets(string label, string domain) =>
        KubeletLabels.Contains(label) || IsIn(domain, "kubelet.kubernetes.io") || IsIn(domain, "node.kubernetes.io");

    private static bool IsIn(string domain, string suffix) =>
        domain == suffix || domain.EndsWith("." + suffix, StringComparison.Ordinal);
}
