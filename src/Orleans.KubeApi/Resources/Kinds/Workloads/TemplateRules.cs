using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Resources.Kinds.Pods;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>What the kinds that make pods of a template check alike.</summary>
internal static class TemplateRules
{
    private const string MismatchText = "`selector` does not match template `labels`";
    private static readonly string[] Always = ["Always"];

    /// <summary><c>spec</c>.</summary>
    public static FieldPath Spec { get; } = FieldPath.Of("spec");

    /// <summary><c>status</c>.</summary>
    public static FieldPath Status { get; } = FieldPath.Of("status");

    /// <summary><c>spec.template</c>.</summary>
    public static FieldPath Template { get; } = Spec.Child("template");

    /// <summary>A selector that must be there, be well formed and restrict something.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="emptyText">What an empty one is told.</param>
    /// <param name="errors">Receives what is wrong.</param>
    public static void RequiredSelector(ObjectNode spec, string emptyText, FieldErrors errors)
    {
        if (spec.Object("selector") is not { } selector)
        {
            errors.Required(Spec.Child("selector"));
            return;
        }

        SelectorRules.Check(selector, Spec.Child("selector"), errors);
        if (SelectorMatch.IsEmpty(selector))
        {
            errors.Invalid(Spec.Child("selector"), selector, emptyText);
        }
    }

    /// <summary>The selector must select the template's labels; false if it can't be read.</summary>
    public static bool Selects(ObjectNode spec, FieldErrors errors)
    {
        var labels = Labels(spec.Object("template"));
        var matches = SelectorMatch.Matches(spec.Object("selector"), labels);
        if (matches == false)
        {
            Mismatch(Template, labels, errors);
        }

        return matches is not null;
    }

    /// <summary>Says that the labels of a template aren't selected.</summary>
    public static void Mismatch(FieldPath template, ObjectNode? labels, FieldErrors errors) =>
        errors.Invalid(template.Child("metadata", "labels"), labels, MismatchText);

    /// <summary>The template itself, and that its pods run until they are deleted.</summary>
    public static void LongRunning(ObjectNode spec, ObjectNode? oldSpec, string kind, FieldErrors errors)
    {
        var template = spec.Child("template");
        PodSpecRules.ValidateTemplate(template, Template, errors, oldSpec?.Object("template"));
        NeverEnding(template, kind, errors);
    }

    /// <summary>Restart policy Always and no deadline.</summary>
    public static void NeverEnding(ObjectNode template, string kind, FieldErrors errors)
    {
        var pod = template.Object("spec");
        if (pod.Str("restartPolicy") != "Always")
        {
            errors.NotSupported(Template.Child("spec", "restartPolicy"), pod.Str("restartPolicy"), Always);
        }

        if (pod?.Has("activeDeadlineSeconds") == true)
        {
            errors.Forbidden(Template.Child("spec", "activeDeadlineSeconds"), $"activeDeadlineSeconds in {kind} is not Supported");
        }
    }

    /// <summary>The labels of a template, null if it has none.</summary>
    public static ObjectNode? Labels(ObjectNode? template) => template?.Object("metadata")?.Object("labels");

    /// <summary>Whether labels have entries.</summary>
    public static bool HasLabels(ObjectNode tree) => tree.Object("metadata")?.Object("labels") is { Count: > 0 };
}
