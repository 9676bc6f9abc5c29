using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http;

/// <summary>
/// Finds the served type of a resource request and refuses what the original's router refuses: 404 for a path that no route has, 405 for a
/// method that the path's routes do not have.
/// </summary>
internal static class ResourceRoute
{
    /// <summary>
    /// The type that serves the path with this method; null if not even the group exists, which the original's outer router answers.
    /// </summary>
    /// <exception cref="StatusException">404 or 405.</exception>
    public static ResourceType? Find(ResourceCatalog catalog, RequestInfo info, RequestTarget target, string method)
    {
        var type = target.Unroutable ? null : catalog.Find(info.Group, info.Version, info.Resource);
        if (type is null || !HasPath(type, info))
        {
            return info.Group.Length > 0 && !HasGroup(catalog, info.Group) ? null : throw StatusErrors.NoSuchResource();
        }

        if (method is "HEAD" || !HasMethod(type, info, method))
        {
            throw StatusErrors.MethodNotAllowed();
        }

        return type;
    }

    private static bool HasGroup(ResourceCatalog catalog, string group)
    {
        foreach (var type in catalog.Types)
        {
            if (type.Kind.Group == group)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasPath(ResourceType type, RequestInfo info)
    {
        if (info.Verb == "proxy" || (info.ExtraSegments > 0 && info.Subresource != "proxy"))
        {
            return false;
        }

        // /namespaces/x is the object x, and /namespaces/x/pods belongs to pods: only a cluster-scoped type below a namespace is no path.
        var isNamespaceObject = info.Resource == "namespaces" && info.Namespace == info.PathName;
        if (!type.Namespaced && info.Namespace.Length > 0 && !isNamespaceObject)
        {
            return false;
        }

        if (type.Namespaced && info.Namespace.Length == 0 && info.PathName.Length > 0)
        {
            return false;
        }

        if (info.LegacyWatch)
        {
            return type.Allows("watch") && info.Subresource.Length == 0;
        }

        if (info.Subresource.Length > 0)
        {
            return type.Subresource(info.Subresource) is not null;
        }

        return info.PathName.Length == 0 || type.Allows("get") || type.Allows("delete") || type.Allows("update");
    }

    private static bool HasMethod(ResourceType type, RequestInfo info, string method)
    {
        if (info.Verb.Length == 0)
        {
            return false;
        }

        if (info.LegacyWatch)
        {
            return method == "GET";
        }

        if (info.Subresource.Length > 0)
        {
            return type.Subresource(info.Subresource)!.Verbs.Contains(info.Verb);
        }

        // Names belong to objects, their absence to collections; a create across namespaces has no place to go.
        var fits = info.Verb switch
        {
            "create" => info.PathName.Length == 0 && (!type.Namespaced || info.Namespace.Length > 0),
            "deletecollection" => !type.Namespaced || info.Namespace.Length > 0,
            "update" or "patch" => info.PathName.Length > 0,
            _ => true,
        };
        return fits && type.Allows(info.Verb);
    }
}
