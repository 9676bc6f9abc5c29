using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authorization.Nodes;

/// <summary>What a pod needs from the API for its node: read once for each version of the pod.</summary>
internal sealed class PodNeeds
{
    private static readonly string[] Lists = ["initContainers", "containers", "ephemeralContainers"];

    /// <summary>The node it is bound to, "" for none.</summary>
    public required string Node { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string ServiceAccount { get; init; }

    /// <summary>A static pod's image in the API: its node wrote it, so it may not open anything.</summary>
    public required bool IsMirror { get; init; }

    public HashSet<string> Secrets { get; } = new(StringComparer.Ordinal);

    public HashSet<string> ConfigMaps { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Claims { get; } = new(StringComparer.Ordinal);

    public HashSet<string> ResourceClaims { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads a pod.</summary>
    public static PodNeeds Of(StoredObject stored)
    {
        var tree = stored.Parse();
        var spec = tree.Object("spec") ?? [];
        var needs = new PodNeeds
        {
            Node = spec.Text("nodeName") ?? "",
            Namespace = stored.Namespace,
            Name = stored.Name,
            ServiceAccount = spec.Text("serviceAccountName") ?? "",
            IsMirror = tree.Object("metadata")?.Object("annotations")?.Has("kubernetes.io/config.mirror") == true,
        };
        if (needs.Node.Length > 0 && !needs.IsMirror)
        {
            needs.Read(spec, tree.Object("status"));
        }

        return needs;
    }

    private void Read(ObjectNode spec, ObjectNode? status)
    {
        Add(Secrets, Items(spec, "imagePullSecrets"), "name");
        foreach (var container in Lists.SelectMany(l => Items(spec, l)))
        {
            foreach (var from in Items(container, "envFrom"))
            {
                Add(Secrets, [from.Object("secretRef") ?? []], "name");
                Add(ConfigMaps, [from.Object("configMapRef") ?? []], "name");
            }

            foreach (var from in Items(container, "env").Select(e => e.Object("valueFrom") ?? []))
            {
                Add(Secrets, [from.Object("secretKeyRef") ?? []], "name");
                Add(ConfigMaps, [from.Object("configMapKeyRef") ?? []], "name");
            }
        }

        foreach (var volume in Items(spec, "volumes"))
        {
            ReadVolume(volume);
        }

        Add(ResourceClaims, Items(spec, "resourceClaims"), "resourceClaimName");
        Add(ResourceClaims, Items(status ?? [], "resourceClaimStatuses"), "resourceClaimName");
        Add(ResourceClaims, [status?.Object("extendedResourceClaimStatus") ?? []], "resourceClaimName");
    }

    private void ReadVolume(ObjectNode volume)
    {
        Add(Secrets, [volume.Object("secret") ?? []], "secretName");
        Add(ConfigMaps, [volume.Object("configMap") ?? []], "name");
        Add(Claims, [volume.Object("persistentVolumeClaim") ?? []], "claimName");
        if (volume.Has("ephemeral"))
        {
            Claims.Add($"{Name}-{volume.Text("name")}");
        }

        foreach (var source in Items(volume.Object("projected") ?? [], "sources"))
        {
            Add(Secrets, [source.Object("secret") ?? []], "name");
            Add(ConfigMaps, [source.Object("configMap") ?? []], "name");
        }

        Add(Secrets, [volume.Object("azureFile") ?? []], "secretName");
        foreach (var (_, driver) in volume)
        {
            // cephfs, cinder, flexVolume, iscsi, rbd, scaleIO, storageos, csi
            if (driver is ObjectNode source)
            {
                Add(Secrets, [source.Object("secretRef") ?? []], "name");
                Add(Secrets, [source.Object("nodePublishSecretRef") ?? []], "name");
            }
        }
    }

    private static IEnumerable<ObjectNode> Items(ObjectNode node, string name) => node.Array(name)?.Items.OfType<ObjectNode>() ?? [];

    private static void Add(HashSet<string> into, IEnumerable<ObjectNode> from, string member)
    {
        foreach (var node in from)
        {
            if (node.Text(member) is { Length: > 0 } name)
            {
                into.Add(name);
            }
        }
    }
}
