using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>
/// The selector a Job gets unless it brings its own: pods are labelled with the Job's uid and name, in old and new spelling.
/// </summary>
internal static class JobSelector
{
    /// <summary>Label of the job's name.</summary>
    public const string Name = "batch.kubernetes.io/job-name";

    /// <summary>Label of the job's uid.</summary>
    public const string Uid = "batch.kubernetes.io/controller-uid";

    private const string OldName = "job-name";
    private const string OldUid = "controller-uid";
    private static readonly FieldPath Labels = TemplateRules.Template.Child("metadata", "labels");

    /// <summary>Adds labels and selector; what is there already stays (a conflict is found later).</summary>
    public static void Generate(ObjectNode tree)
    {
        var spec = tree.Child("spec");
        if (spec.Flag("manualSelector"))
        {
            return;
        }

        var meta = new ObjectMeta(tree);
        var labels = spec.Child("template").Child("metadata").Child("labels");
        Fill.Pointer(labels, OldName, meta.Name);
        Fill.Pointer(labels, Name, meta.Name);
        Fill.Pointer(labels, OldUid, meta.Uid);
        Fill.Pointer(labels, Uid, meta.Uid);
        Fill.Pointer(spec.Child("selector").Child("matchLabels"), Uid, meta.Uid);
    }

    /// <summary>Checks that a generated selector and the labels are as they were generated.</summary>
    public static void Check(ObjectNode tree, bool arePrefixedDue, FieldErrors errors)
    {
        var spec = tree.Child("spec");
        if (spec.Flag("manualSelector") || spec.Object("selector") is not { } selector)
        {
            return;
        }

        var meta = new ObjectMeta(tree);
        var labels = TemplateRules.Labels(spec.Object("template"));
        var expected = new ObjectNode { [OldUid] = meta.Uid, [OldName] = meta.Name };
        CheckLabel(labels, OldUid, meta.Uid, errors);
        CheckLabel(labels, OldName, meta.Name, errors);
        if (arePrefixedDue)
        {
            CheckLabel(labels, Uid, meta.Uid, errors);
            CheckLabel(labels, Name, meta.Name, errors);
            expected.Set(Uid, meta.Uid);
            expected.Set(Name, meta.Name);
        }

        if (SelectorMatch.Matches(selector, expected) == false)
        {
            errors.Invalid(TemplateRules.Spec.Child("selector"), selector, "`selector` not auto-generated");
        }
    }

    private static void CheckLabel(ObjectNode? labels, string name, string value, FieldErrors errors)
    {
        if (labels?.Text(name) is not { } found)
        {
            errors.Required(Labels.Key(name), $"must be '{value}'");
        }
        else if (found != value)
        {
            errors.Invalid(Labels.Key(name), labels, $"must be '{value}'");
        }
    }
}
