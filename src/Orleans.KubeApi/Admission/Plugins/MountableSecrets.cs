using System.Text;
using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>
/// A service account may say that its pods use no other secrets than those that it names (annotation
/// <c>kubernetes.io/enforce-mountable-secrets</c>).
/// </summary>
internal static class MountableSecrets
{
    private const string Annotation = "kubernetes.io/enforce-mountable-secrets";
    private static readonly byte[] AnnotationBytes = Encoding.UTF8.GetBytes(Annotation);
    private static readonly string[] Yes = ["1", "t", "T", "true", "TRUE", "True"];

    /// <summary>Whether an account may say so: most don't, and needn't be parsed for every pod.</summary>
    public static bool MayConcern(StoredObject account) => account.Bytes.Span.IndexOf(AnnotationBytes) >= 0;

    /// <summary>What is wrong with a new pod; null if nothing is.</summary>
    public static string? OfPod(ObjectNode account, ObjectNode spec)
    {
        if (!IsEnforced(account))
        {
            return null;
        }

        var allowed = Names(account, "secrets");
        foreach (var volume in Children(spec, "volumes"))
        {
            if (volume.Object("secret") is { } source && !allowed.Contains(source.Text("secretName") ?? ""))
            {
                return $"volume with secret.secretName=\"{source.Text("secretName")}\"" + Unnamed(account);
            }
        }

        return OfContainers(account, Children(spec, "initContainers"), "init container", allowed)
            ?? OfContainers(account, Children(spec, "containers"), "container", allowed)
            ?? OfPullSecrets(account, spec);
    }

    /// <summary>What is wrong with the ephemeral containers of a pod; null if nothing is.</summary>
    public static string? OfEphemeral(ObjectNode account, ObjectNode spec) => !IsEnforced(account) ? null
        : OfContainers(account, Children(spec, "ephemeralContainers"), "ephemeral container", Names(account, "secrets"));

    private static string? OfContainers(ObjectNode account, IEnumerable<ObjectNode> containers, string what, HashSet<string> allowed)
    {
        foreach (var container in containers)
        {
            foreach (var variable in Children(container, "env"))
            {
                if (variable.Object("valueFrom")?.Object("secretKeyRef") is { } key && !allowed.Contains(key.Text("name") ?? ""))
                {
                    return $"{what} {container.Text("name")} with envVar {variable.Text("name")} referencing "
                        + $"secret.secretName=\"{key.Text("name")}\"" + Unnamed(account);
                }
            }

            foreach (var source in Children(container, "envFrom"))
            {
                if (source.Object("secretRef") is { } secret && !allowed.Contains(secret.Text("name") ?? ""))
                {
                    return $"{what} {container.Text("name")} with envFrom referencing secret.secretName=\"{secret.Text("name")}\""
                        + Unnamed(account);
                }
            }
        }

        return null;
    }

    private static string? OfPullSecrets(ObjectNode account, ObjectNode spec)
    {
        var allowed = Names(account, "imagePullSecrets");
        var at = 0;
        foreach (var secret in Children(spec, "imagePullSecrets"))
        {
            if (!allowed.Contains(secret.Text("name") ?? ""))
            {
                return $"imagePullSecrets[{at}].name=\"{secret.Text("name")}\" is not allowed because service account {NameOf(account)} "
                    + "does not reference that imagePullSecret";
            }

            at++;
        }

        return null;
    }

    private static bool IsEnforced(ObjectNode account) =>
        account.Object("metadata")?.Object("annotations")?.Text(Annotation) is { } text && Yes.Contains(text);

    private static HashSet<string> Names(ObjectNode account, string list) =>
        [.. Children(account, list).Select(s => s.Text("name") ?? "")];

    private static string Unnamed(ObjectNode account) =>
        $" is not allowed because service account {NameOf(account)} does not reference that secret";

    private static string? NameOf(ObjectNode account) => account.Object("metadata")?.Text("name");
}
