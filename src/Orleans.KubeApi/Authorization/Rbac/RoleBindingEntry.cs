using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>A binding, read once for each of its versions.</summary>
internal sealed class RoleBindingEntry
{
    private RoleBindingEntry(string ns, string name, RoleReference role, BindingSubject[] subjects)
    {
        (Namespace, Name, Role, Subjects) = (ns, name, role, subjects);
    }

    /// <summary>"" for a ClusterRoleBinding.</summary>
    public string Namespace { get; }

    public string Name { get; }

    public RoleReference Role { get; }

    public BindingSubject[] Subjects { get; }

    /// <summary>Reads a stored binding.</summary>
    public static RoleBindingEntry Of(StoredObject stored)
    {
        var tree = stored.Parse();
        var ns = stored.Namespace;
        var role = tree.Object("roleRef");
        return new RoleBindingEntry(
            ns, stored.Name, new RoleReference(role?.Text("kind") ?? "", role?.Text("name") ?? ""), [.. Read(tree, ns)]);
    }

    /// <summary>Where a right comes from, as the original says it.</summary>
    public string Describe(BindingSubject subject) => Namespace.Length == 0
        ? $"ClusterRoleBinding \"{Name}\" of {Role.Kind} \"{Role.Name}\" to {subject}"
        : $"RoleBinding \"{Name}/{Namespace}\" of {Role.Kind} \"{Role.Name}\" to {subject}";

    private static IEnumerable<BindingSubject> Read(ObjectNode tree, string ns)
    {
        foreach (var subject in tree.Array("subjects")?.Items.OfType<ObjectNode>() ?? [])
        {
            var kind = subject.Text("kind") ?? "";
            var accountNamespace = kind != "ServiceAccount" ? "" : subject.Text("namespace") is { Length: > 0 } named ? named : ns;
            if (kind is "User" or "Group" || accountNamespace.Length > 0)
            {
                yield return new BindingSubject(kind, subject.Text("name") ?? "", accountNamespace);
            }
        }
    }
}
