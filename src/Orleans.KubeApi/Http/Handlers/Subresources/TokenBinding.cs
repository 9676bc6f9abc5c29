using Orleans.KubeApi.Authentication.ServiceAccounts;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Handlers.Subresources;

/// <summary>What a requested token is to be bound to.</summary>
internal sealed record TokenBinding(BoundObject? Pod = null, BoundObject? Secret = null, BoundObject? Node = null)
{
    private static readonly GroupResource Pods = new("", "pods");
    private static readonly GroupResource Secrets = new("", "secrets");
    private static readonly GroupResource Nodes = new("", "nodes");

    /// <summary>Finds the object of a reference; a pod brings its node with it.</summary>
    /// <exception cref="StatusException">404, 400 or 409.</exception>
    public static async ValueTask<TokenBinding> FindAsync(RequestContext context, HandlerServices services, ObjectNode? reference)
    {
        if (reference is null)
        {
            return new TokenBinding();
        }

        var (kind, apiVersion, name) = (reference.Text("kind") ?? "", reference.Text("apiVersion") ?? "", reference.Text("name") ?? "");
        var collection = (kind, apiVersion) switch
        {
            ("Pod", "v1") => Pods,
            ("Secret", "v1") => Secrets,
            ("Node", "v1") => Nodes,
            _ => throw StatusErrors.BadRequest($"cannot bind token to object of type {TypeText(apiVersion, kind)}"),
        };
        if (name.Length == 0)
        {
            throw StatusErrors.BadRequest("Name parameter required.");
        }

        var ns = kind == "Node" ? "" : context.ScopeNamespace;
        var found = await PostedBody.FindAsync(context, services, collection, ns, name);
        if (kind == "Pod" && found.Field("spec.serviceAccountName") != context.Info.PathName)
        {
            throw StatusErrors.BadRequest(
                $"cannot bind token for serviceaccount {GoText.Quote(context.Info.PathName)} to pod running with different serviceaccount name.");
        }

        var bound = new BoundObject(name, found.Field("metadata.uid") ?? "");
        if (reference.Text("uid") is { Length: > 0 } uid && uid != bound.Uid)
        {
            throw StatusErrors.Conflict(new GroupResource("", kind), name,
                $"the UID in the bound object reference ({uid}) does not match the UID in record. The object might have been deleted and then recreated");
        }

        return kind switch
        {
            "Pod" => new TokenBinding(Pod: bound, Node: await NodeAsync(context, services, found)),
            "Secret" => new TokenBinding(Secret: bound),
            _ => new TokenBinding(Node: bound),
        };
    }

    private static async ValueTask<BoundObject?> NodeAsync(RequestContext context, HandlerServices services, StoredObject pod)
    {
        if (pod.Field("spec.nodeName") is not { Length: > 0 } name)
        {
            return null;
        }

        var cache = await services.Caches.GetAsync(Nodes, context.Deadline());
        var found = (await cache.FreshAsync(context.Deadline())).Find(name);
        return new BoundObject(name, found?.Field("metadata.uid") ?? "");
    }

    private static string TypeText(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/');
        return slash < 0 ? $"/{apiVersion}, Kind={kind}" : $"{apiVersion}, Kind={kind}";
    }
}
