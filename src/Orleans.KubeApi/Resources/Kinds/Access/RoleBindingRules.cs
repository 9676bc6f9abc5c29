using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>RoleBinding and ClusterRoleBinding: whom a role is given to; the role can't be changed afterwards.</summary>
/// <param name="namespaced">A RoleBinding: may name a Role, and its service accounts need no namespace.</param>
internal sealed class RoleBindingRules(bool namespaced) : KindRules
{
    private const string Group = "rbac.authorization.k8s.io";
    private static readonly FieldPath RefPath = FieldPath.Of("roleRef");
    private static readonly FieldPath SubjectsPath = FieldPath.Of("subjects");

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        if (tree.TextIn("roleRef", "apiGroup").Length == 0)
        {
            tree.Child("roleRef").Set("apiGroup", Group);
        }

        foreach (var (_, subject) in tree.ObjectsOf("subjects"))
        {
            if (subject.TextOf("kind") is "User" or "Group")
            {
                subject.Fill("apiGroup", Group);
            }
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var role = tree.Object("roleRef") ?? [];
        if (role.TextOf("apiGroup") != Group)
        {
            errors.NotSupported(RefPath.Child("apiGroup"), role.TextOf("apiGroup"), [Group]);
        }

        if (role.TextOf("kind") is not "ClusterRole" && !(namespaced && role.TextOf("kind") == "Role"))
        {
            errors.NotSupported(RefPath.Child("kind"), role.TextOf("kind"), namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"]);
        }

        CheckRoleName(role.TextOf("name"), errors);
        foreach (var (i, subject) in tree.ObjectsOf("subjects"))
        {
            CheckSubject(subject, SubjectsPath.Index(i), errors);
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        Validate(tree, errors, context);
        if (!Node.DeepEquals(tree["roleRef"], old["roleRef"]))
        {
            var role = tree.Object("roleRef");
            errors.Invalid(RefPath, new ObjectNode
            {
                { "APIGroup", role.TextOf("apiGroup") },
                { "Kind", role.TextOf("kind") },
                { "Name", role.TextOf("name") },
            }, "cannot change roleRef");
        }
    }

    private static void CheckRoleName(string name, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Required(RefPath.Child("name"));
            return;
        }

        foreach (var wrong in NameRules.PathSegment(name))
        {
            errors.Invalid(RefPath.Child("name"), name, wrong);
        }
    }

    private void CheckSubject(ObjectNode subject, FieldPath path, FieldErrors errors)
    {
        if (subject.TextOf("name").Length == 0)
        {
            errors.Required(path.Child("name"));
        }

        switch (subject.TextOf("kind"))
        {
            case "ServiceAccount":
                CheckServiceAccount(subject, path, errors);
                break;
            case "User" or "Group":
                if (subject.TextOf("apiGroup") != Group)
                {
                    errors.NotSupported(path.Child("apiGroup"), subject.TextOf("apiGroup"), [Group]);
                }

                break;
            default:
                errors.NotSupported(path.Child("kind"), subject.TextOf("kind"), ["ServiceAccount", "User", "Group"]);
                break;
        }
    }

    private void CheckServiceAccount(ObjectNode subject, FieldPath path, FieldErrors errors)
    {
        var name = subject.TextOf("name");
        foreach (var wrong in name.Length == 0 ? [] : NameRules.Subdomain(name))
        {
            errors.Invalid(path.Child("name"), name, wrong);
        }

        if (subject.TextOf("apiGroup").Length > 0)
        {
            errors.NotSupported(path.Child("apiGroup"), subject.TextOf("apiGroup"), [""]);
        }

        if (!namespaced && subject.TextOf("namespace").Length == 0)
        {
            errors.Required(path.Child("namespace"));
        }
    }
}
