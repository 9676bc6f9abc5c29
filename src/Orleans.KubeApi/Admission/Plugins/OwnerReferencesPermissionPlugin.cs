using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>
/// OwnerReferencesPermissionEnforcement: an owner deletes what it owns, so only who may delete an object gives it owners; and an object
/// that blocks its owner's deletion needs the right to write the owner's finalizers.
/// </summary>
internal sealed class OwnerReferencesPermissionPlugin(IKindResources kinds) : IWaitingAdmissionPlugin
{
    /// <inheritdoc/>
    public string Name => "OwnerReferencesPermissionEnforcement";

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request)
    {
        if (request.Object is null || request.Operation is not (AdmissionOperation.Create or AdmissionOperation.Update)
            || request is { Resource: { Group: "", Resource: "pods" }, Subresource: "status" })
        {
            return ValueTask.CompletedTask;
        }

        var (owners, before) = (Owners(request.Object), Owners(request.Old));
        var isSame = owners.Count == before.Count && owners.Zip(before).All(p => Node.DeepEquals(p.First, p.Second));
        return isSame ? ValueTask.CompletedTask : CheckAsync(request, owners, before);
    }

    private async ValueTask CheckAsync(AdmissionRequest request, List<ObjectNode> owners, List<ObjectNode> before)
    {
        var own = new RequestAttributes
        {
            IsResource = true,
            Verb = "delete",
            Path = "",
            Group = request.Resource.Group,
            Version = request.Version,
            Resource = request.Resource.Resource,
            Subresource = request.Subresource,
            Namespace = request.Namespace,
            Name = request.Name,
        };
        await RequireAsync(request, own, "cannot set an ownerRef on a resource you can't delete");
        var blocked = before.Where(Blocks).Select(b => b.Text("uid") ?? "").ToHashSet(StringComparer.Ordinal);
        foreach (var owner in owners.Where(o => Blocks(o) && !blocked.Contains(o.Text("uid") ?? "")))
        {
            await CheckOwnerAsync(request, owner);
        }
    }

    private async ValueTask CheckOwnerAsync(AdmissionRequest request, ObjectNode owner)
    {
        var (version, kind) = (owner.Text("apiVersion") ?? "", owner.Text("kind") ?? "");
        var found = kinds.ResourcesOf(version, kind);
        if (found.Count == 0)
        {
            throw Forbidden(request,
                $"cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion {version} Kind {kind}: "
                    + $"no matches for kind {GoText.Quote(kind)} in version {GoText.Quote(version)}");
        }

        foreach (var (resource, isNamespaced) in found)
        {
            var finalizers = new RequestAttributes
            {
                IsResource = true,
                Verb = "update",
                Path = "",
                Group = resource.Group,
                Version = version[(version.IndexOf('/', StringComparison.Ordinal) + 1)..],
                Resource = resource.Resource,
                Subresource = "finalizers",
                Namespace = isNamespaced ? request.Namespace : "",
                Name = owner.Text("name") ?? "",
            };
            await RequireAsync(request, finalizers,
                "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on");
        }
    }

    private static async ValueTask RequireAsync(AdmissionRequest request, RequestAttributes attributes, string refusal)
    {
        var asking = request.Authorizer.AuthorizeAsync(request.User, attributes, CancellationToken.None);
        var answer = asking.IsCompletedSuccessfully ? asking.Result : await asking.AsTask().WaitAsync(request.BeforeWait());
        if (!answer.IsAllowed)
        {
            throw Forbidden(request, $"{refusal}: {answer.Reason}, {(answer.Error.Length == 0 ? "<nil>" : answer.Error)}");
        }
    }

    private static List<ObjectNode> Owners(ObjectNode? item) =>
        item?.Object("metadata") is { } metadata ? [.. Children(metadata, "ownerReferences")] : [];

    private static bool Blocks(ObjectNode owner) => owner["blockOwnerDeletion"] is BoolNode { Value: true };
}
