using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>
/// What single kinds do that no table can say. Defaulting of all kinds is the schema engine's next step; these are not defaults.
/// </summary>
internal static class KindHooks
{
    private const string NameLabel = "kubernetes.io/metadata.name";

    /// <summary>After the system fields are set, before validation.</summary>
    public static void PrepareForCreate(ResourceType type, ObjectNode tree)
    {
        if (type.Resource.Group.Length > 0)
        {
            return;
        }

        switch (type.Resource.Resource)
        {
            case "namespaces":
                PrepareNamespace(tree);
                tree.Child("status").Set("phase", "Active");
                break;
            case "secrets":
                MergeStringData(tree);
                break;
        }
    }

    /// <summary>After the kept halves are restored, before validation.</summary>
    public static void PrepareForUpdate(WriteRequest request, ResourceType type, ObjectNode tree, ObjectNode old)
    {
        if (type.Resource.Group.Length > 0)
        {
            return;
        }

        if (type.Resource.Resource == "namespaces")
        {
            SetNameLabel(tree);
            // Only /finalize changes spec.finalizers, and it changes nothing else.
            if (request.Subresource != "finalize")
            {
                tree["spec"] = old["spec"]?.Clone();
            }
            else
            {
                tree["status"] = old["status"]?.Clone();
            }
        }
        else if (type.Resource.Resource == "secrets")
        {
            MergeStringData(tree);
        }
    }

    /// <summary>Metadata that counts as spec for the generation: a Deployment's annotations.</summary>
    public static bool CountsAsSpec(ResourceType type, ObjectMeta next, ObjectMeta old) => type.Resource switch
    {
        { Group: "apps", Resource: "deployments" } => !Node.DeepEquals(next.Node["annotations"], old.Node["annotations"]),
        _ => false,
    };

    private static void PrepareNamespace(ObjectNode tree)
    {
        SetNameLabel(tree);
        var finalizers = tree.Child("spec").Array("finalizers") ?? new ArrayNode();
        if (!finalizers.Items.Any(f => f is TextNode { Value: "kubernetes" }))
        {
            finalizers.Add("kubernetes");
        }

        tree.Child("spec").Set("finalizers", finalizers);
    }

    private static void SetNameLabel(ObjectNode tree)
    {
        var meta = new ObjectMeta(tree);
        if (meta.Name.Length > 0)
        {
            meta.Node.Child("labels").Set(NameLabel, meta.Name);
        }
    }

    // stringData is write-only: it goes into data as base64 and is never stored.
    private static void MergeStringData(ObjectNode tree)
    {
        if (tree.Object("stringData") is not { } plain)
        {
            return;
        }

        tree.Remove("stringData");
        var data = tree.Child("data");
        foreach (var (name, value) in plain)
        {
            data.Set(name, Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes((value as TextNode)?.Value ?? "")));
        }
    }
}
