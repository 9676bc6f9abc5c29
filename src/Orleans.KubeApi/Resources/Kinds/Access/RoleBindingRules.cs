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
    public override MetadataChecks MetadataChecks => new(AsNew: 2, AsChange: 1);

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        if (tree.TextIn("roleRef", "apiGroup").Length == 0)
        {
            tree.Child("roleRef").Set("apiGroup", Group);
        }

        foreach (var (_, subject) in tree.ObjectsOf("subjects"))
        {
            if (subject.Str("kind") is "User" or "Group")
            {
                Fill.Zero(subject, "apiGroup", Group);
            }
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var role = tree.Object("roleRef") ?? [];
        if (role.Str("apiGroup") != Group)
        {
            errors.NotSupported(RefPath.Child("apiGroup"), role.Str("apiGroup"), [Group]);
        }

        if (role.Str("kind") is not "ClusterRole" && !(namespaced && role.Str("kind") == "Role"))
        {
            errors.NotSupported(RefPath.Child("kind"), role.Str("kind"), namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"]);
        }

        CheckRoleName(role.Str("name"), errors);
        foreach (var (i, subject) in tree.ObjectsOf("subjects"))
        {
            CheckSubject(subject, SubjectsPath.Index(i), errors);
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        // The original checks the binding as a new one and as a changed one: what is wrong is listed twice.
        Validate(tree, errors, context);
        Validate(tree, errors, context);
        if (!Node.DeepEquals(tree["roleRef"], old["roleRef"]))
        {
            var role = tree.Object("roleRef");
            errors.Invalid(RefPath, new ObjectNode
            {
                { "APIGroup", role.Str("apiGroup") },
                { "Kind", role.Str("kind") },
                { "Name", role.Str("name") },
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

        FieldChecks.Report(errors, RefPath.Child("name"), name, NameRules.PathSegment(name));
    }

    private void CheckSubject(ObjectNode subject, FieldPath path, FieldErrors errors)
    {
        if (subject.Str("name").Length == 0)
        {
            errors.Required(path.Child("name"));
        }

        switch (subject.Str("kind"))
        {
            case "ServiceAccount":
                CheckServiceAccount(subject, path, errors);
                break;
            case "User" or "Group":
                if (subject.Str("apiGroup") != Group)
                {
                    errors.NotSupported(path.Child("apiGroup"), subject.Str("apiGroup"), [Group]);
                }

                break;
            default:
                errors.NotSupported(path.Child("kind"), subject.Str("kind"), ["ServiceAccount", "User", "Group"]);
                break;
        }
    }

    private void CheckServiceAccount(ObjectNode subject, FieldPath path, FieldErrors errors)
    {
        var name = subject.Str("name");
        foreach (var wrong in name.Length == 0 ? [] : NameRules.Subdomain(name))
        {
            errors.Invalid(path.Child("name"), name, wrong);
        }

        if (subject.Str("apiGroup").Length > 0)
        {
            errors.NotSupported(path.Child("apiGroup"), subject.Str("apiGroup"), [""]);
        }

        if (!namespaced && subject.Str("namespace").Length == 0)
        {
            errors.Required(path.Child("namespace"));
        }
    }
}
