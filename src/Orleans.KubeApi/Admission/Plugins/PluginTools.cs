using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>What the compiled-in plug-ins share, those that wait and those that don't.</summary>
internal static class PluginTools
{
    /// <summary>Whether the object itself (no subresource) of this resource is written.</summary>
    public static bool Is(AdmissionRequest request, string group, string resource) =>
        request.Subresource.Length == 0 && request.Resource.Resource == resource && request.Resource.Group == group;

    /// <summary>403 in the words of <c>admission.NewForbidden</c>: the object by its name, else by the prefix of its name.</summary>
    public static StatusException Forbidden(AdmissionRequest request, string text)
    {
        var meta = request.Object?.Object("metadata");
        var name = request.Name.Length > 0 ? request.Name
            : meta?.Text("name") is { Length: > 0 } own ? own
            : meta?.Text("generateName") is { Length: > 0 } prefix ? prefix : "Unknown";
        return StatusErrors.Forbidden(request.Resource, name, text);
    }

    /// <summary>The array of that name, made if it is missing.</summary>
    public static ArrayNode List(ObjectNode parent, string name)
    {
        if (parent.Array(name) is { } known)
        {
            return known;
        }

        var made = new ArrayNode();
        parent.Set(name, made);
        return made;
    }

    /// <summary>The containers of both lists: first or last the init containers, as the plug-in wants them.</summary>
    public static IEnumerable<ObjectNode> Children(ObjectNode parent, string name) =>
        parent.Array(name)?.Items.OfType<ObjectNode>() ?? [];
}
