using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>What the compiled-in plug-ins share: a plug-in that does nothing, and the original's refusal.</summary>
internal abstract class PluginBase : IAdmissionPlugin
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public virtual void Mutate(AdmissionRequest request)
    {
    }

    /// <inheritdoc/>
    public virtual void Validate(AdmissionRequest request)
    {
    }

    /// <summary>Whether the object itself (no subresource) of this resource is written.</summary>
    protected static bool Is(AdmissionRequest request, string group, string resource) =>
        request.Subresource.Length == 0 && request.Resource.Resource == resource && request.Resource.Group == group;

    /// <summary>403 in the words of <c>admission.NewForbidden</c>: the object by its name, else by the prefix of its name.</summary>
    protected static StatusException Forbidden(AdmissionRequest request, string text)
    {
        var meta = request.Object?.Object("metadata");
        var name = request.Name.Length > 0 ? request.Name
            : meta?.Text("name") is { Length: > 0 } own ? own
            : meta?.Text("generateName") is { Length: > 0 } prefix ? prefix : "Unknown";
        return StatusErrors.Forbidden(request.Resource, name, text);
    }

    /// <summary>The array of that name, made if it is missing.</summary>
    protected static ArrayNode List(ObjectNode parent, string name)
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
    protected static IEnumerable<ObjectNode> Objects(ObjectNode parent, string name) =>
        parent.Array(name)?.Items.OfType<ObjectNode>() ?? [];
}
