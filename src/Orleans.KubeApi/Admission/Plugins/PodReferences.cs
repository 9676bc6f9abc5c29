using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>What a pod's spec refers to, wherever: volumes, projections, environment.</summary>
internal static class PodReferences
{
    /// <summary>Whether it refers to a secret, or pulls images with one.</summary>
    public static bool ToSecrets(ObjectNode spec) => spec.Array("imagePullSecrets") is { Items.Count: > 0 }
        || Any(spec, "secret", "secretRef", "secretKeyRef", "nodePublishSecretRef")
        || PluginTools.Children(spec, "volumes").Any(v => v.Object("azureFile")?.Text("secretName") is { Length: > 0 });

    /// <summary>Whether one of these members is anywhere in it.</summary>
    public static bool Any(Node? node, params string[] names) => node switch
    {
        ObjectNode item => item.Any(m => (names.Contains(m.Key) && m.Value is ObjectNode) || Any(m.Value, names)),
        ArrayNode list => list.Items.Exists(i => Any(i, names)),
        _ => false,
    };
}
