using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>IngressClass of networking.k8s.io/v1: its controller never changes.</summary>
internal sealed class IngressClassRules : KindRules
{
    private const int ControllerMax = 250;
    private static readonly string[] Scopes = ["Cluster", "Namespace"];
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        // A pointer that is printed even when it is nil.
        if (tree.Object("spec")?.Object("parameters") is { } parameters && parameters["scope"] is null or NullNode)
        {
            parameters.Set("scope", "Cluster");
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var spec = tree.Object("spec");
        var controller = spec?.Text("controller") ?? "";
        var path = Spec.Child("controller");
        if (controller.Length == 0)
        {
            errors.Required(path);
        }
        else
        {
            if (System.Text.Encoding.UTF8.GetByteCount(controller) > ControllerMax)
            {
                errors.TooLong(path, ControllerMax);
            }

            NetForms.DomainPath(controller, path, errors);
        }

        if (spec?.Object("parameters") is { } parameters)
        {
            CheckParameters(parameters, Spec.Child("parameters"), errors);
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        var controller = tree.Object("spec")?.Text("controller") ?? "";
        if (controller != (old.Object("spec")?.Text("controller") ?? ""))
        {
            errors.Invalid(Spec.Child("controller"), controller, "field is immutable");
        }

        Validate(tree, errors, context);
    }

    private static void CheckParameters(ObjectNode parameters, FieldPath path, FieldErrors errors)
    {
        IngressBackends.CheckReference(parameters, path, errors);
        var scope = parameters.Text("scope");
        var ns = parameters.Text("namespace");
        if (scope is null)
        {
            errors.Required(path.Child("scope"));
        }
        else if (!Scopes.Contains(scope))
        {
            errors.NotSupported(path.Child("scope"), scope, Scopes);
        }
        else if (scope == "Namespace")
        {
            if (ns is null)
            {
                errors.Required(path.Child("namespace"), "`parameters.scope` is set to 'Namespace'");
            }
            else
            {
                FieldChecks.Report(errors, path.Child("namespace"), ns, NameRules.Label(ns));
            }
        }
        else if (ns is not null)
        {
            errors.Forbidden(path.Child("namespace"), "`parameters.scope` is set to 'Cluster'");
        }
    }
}
