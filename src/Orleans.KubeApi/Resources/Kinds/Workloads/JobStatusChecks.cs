using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>
/// Checks of a job's status. Most rules apply only where the fields they speak of have changed: a status that breaks one already can still
/// be updated elsewhere.
/// </summary>
internal static class JobStatusChecks
{
    private static readonly FieldPath Path = TemplateRules.Status;

    /// <summary>Checks a changed status.</summary>
    public static void Check(ObjectNode tree, ObjectNode old, FieldErrors errors)
    {
        var step = new Step(tree.Object("spec") ?? [], tree.Object("status") ?? [], old.Object("status") ?? [], errors);
        Checks.NonNegative(step.Status, Path, errors, "active", "succeeded", "failed", "ready", "terminating");
        CheckUncounted(step);
        CheckTerminal(step);
        CheckTimes(step);
        CheckConditionsNeeded(step);
        CheckFinished(step);
        CheckIndexes(step);
        CheckCounters(step);
        CheckSuccess(step);
        CheckTransitions(step);
    }

    /// <summary>Whether a condition is True.</summary>
    public static bool Has(ObjectNode? status, string type)
    {
        foreach (var item in status.Items("conditions"))
        {
            var condition = item.Obj();
            if (condition.Str("type") == type && condition.Str("status") == "True")
            {
                return true;
            }
        }

        return false;
    }

    private static void CheckUncounted(Step step)
    {
        if (step.Status.Object("uncountedTerminatedPods") is not { } uncounted)
        {
            return;
        }

        var seen = new HashSet<string>();
        foreach (var list in (ReadOnlySpan<string>)["succeeded", "failed"])
        {
            var items = uncounted.Items(list);
            for (var i = 0; i < items.Count; i++)
            {
                var at = Path.Child("uncountedTerminatedPods", list).Index(i);
                if (items[i].Str().Length == 0)
                {
                    step.Errors.Invalid(at, "", "must not be empty");
                }
                else if (!seen.Add(items[i].Str()))
                {
                    step.Errors.Duplicate(at, items[i]);
                }
            }
        }
    }

    private static void CheckTerminal(Step step)
    {
        if (step.IsMoved("Complete", "Failed") && step.Has("Complete") && step.Has("Failed"))
        {
            step.WrongConditions("cannot set Complete=True and Failed=true conditions");
        }

        if (step.IsMoved("Complete", "FailureTarget") && step.Has("Complete") && step.Has("FailureTarget"))
        {
            step.WrongConditions("cannot set Complete=True and FailureTarget=true conditions");
        }
    }

    private static void CheckTimes(Step step)
    {
        var (start, completion) = (step.Status.Text("startTime"), step.Status.Text("completionTime"));
        var at = Path.Child("completionTime");
        var isCompletionMoved = step.IsChanged("completionTime");
        if (step.IsMoved("Complete") || isCompletionMoved)
        {
            if (completion is not null && !step.Has("Complete"))
            {
                step.Errors.Invalid(at, completion, "cannot set completionTime when there is no Complete=True condition");
            }

            if (completion is null && step.Has("Complete"))
            {
                step.Errors.Required(at, "completionTime is required for Complete jobs");
            }
        }

        if ((step.IsChanged("startTime") || isCompletionMoved) && start is not null && completion is not null
            && string.CompareOrdinal(completion, start) < 0)
        {
            step.Errors.Invalid(at, completion, "completionTime cannot be set before startTime");
        }
    }

    private static void CheckConditionsNeeded(Step step)
    {
        if (step.IsMoved("Failed", "FailureTarget") && step.Has("Failed") && !step.Has("FailureTarget"))
        {
            step.WrongConditions("cannot set Failed=True condition without the FailureTarget=true condition");
        }

        if (step.IsMoved("Complete", "SuccessCriteriaMet") && step.Has("Complete") && !step.Has("SuccessCriteriaMet"))
        {
            step.WrongConditions("cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
        }
    }

    private static void CheckFinished(Step step)
    {
        if (!step.IsFinished)
        {
            return;
        }

        var moved = !step.WasFinished;
        if ((moved || step.IsChanged("active")) && step.Status.Int("active") > 0)
        {
            step.Errors.Invalid(Path.Child("active"), step.Status["active"], "active>0 is invalid for finished job");
        }

        if ((moved || step.IsChanged("startTime")) && !step.Status.Has("startTime"))
        {
            step.Errors.Required(Path.Child("startTime"), "startTime is required for finished job");
        }

        if ((moved || step.IsChanged("uncountedTerminatedPods")) && step.Status.Object("uncountedTerminatedPods") is { } uncounted
            && uncounted.Items("succeeded").Count + uncounted.Items("failed").Count > 0)
        {
            step.Errors.Invalid(Path.Child("uncountedTerminatedPods"), UpdateStrategyText.GoNames(uncounted),
                "uncountedTerminatedPods needs to be empty for finished job");
        }
    }

    private static void CheckIndexes(Step step)
    {
        var (done, failed) = (step.Status.Str("completedIndexes"), step.Status.Text("failedIndexes"));
        var completions = step.Spec.Integer("completions");
        var (isDoneMoved, isFailedMoved) = (step.IsChanged("completedIndexes"), step.IsChanged("failedIndexes"));
        var isPerIndex = step.Spec.Has("backoffLimitPerIndex");
        if (isDoneMoved && completions is { } most && JobIndexes.Error(done, most, out _) is { } wrong)
        {
            step.Errors.Invalid(Path.Child("completedIndexes"), done, $"error parsing completedIndexes: {wrong}");
        }

        if (isFailedMoved && failed is not null && isPerIndex && completions is { } limit
            && JobIndexes.Error(failed, limit, out _) is { } wrongFailed)
        {
            step.Errors.Invalid(Path.Child("failedIndexes"), failed, $"error parsing failedIndexes: {wrongFailed}");
        }

        if (isDoneMoved && done.Length > 0 && !step.IsIndexed)
        {
            step.Errors.Invalid(
                Path.Child("completedIndexes"), done, "cannot set non-empty completedIndexes when non-indexed completion mode");
        }

        if (isFailedMoved && failed is not null && !isPerIndex)
        {
            step.Errors.Invalid(
                Path.Child("failedIndexes"), failed, "cannot set non-null failedIndexes when backoffLimitPerIndex is null");
        }

        if ((isDoneMoved || isFailedMoved) && failed is not null && completions is { } all
            && JobIndexes.Overlap(done, failed, all) is { } overlap)
        {
            step.Errors.Invalid(Path.Child("failedIndexes"), failed, overlap);
        }
    }

    private static void CheckCounters(Step step)
    {
        if (step.IsFinished && (!step.WasFinished || step.IsChanged("terminating")) && step.Status.Int("terminating") > 0)
        {
            step.Errors.Invalid(Path.Child("terminating"), step.Status["terminating"], "terminating>0 is invalid for finished job");
        }

        if ((step.IsChanged("ready") || step.IsChanged("active")) && step.Status.Integer("ready") > step.Status.Int("active"))
        {
            step.Errors.Invalid(Path.Child("ready"), step.Status["ready"], "cannot set more ready pods than active");
        }
    }

    private static void CheckSuccess(Step step)
    {
        if (step.Has("SuccessCriteriaMet"))
        {
            if (step.Has("Failed"))
            {
                step.WrongConditions("cannot set SuccessCriteriaMet=True and Failed=true conditions");
            }

            if (step.Has("FailureTarget"))
            {
                step.WrongConditions("cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
            }
        }
        else if (step.Spec.Has("successPolicy") && step.Has("Complete"))
        {
            step.WrongConditions("cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True");
        }
    }

    private static void CheckTransitions(Step step)
    {
        foreach (var type in (ReadOnlySpan<string>)["Failed", "Complete", "FailureTarget"])
        {
            if (step.Had(type) && !step.Has(type))
            {
                step.WrongConditions($"cannot disable the terminal {type}=True condition");
            }
        }

        if (step.Status.Int("failed") < step.Old.Int("failed"))
        {
            step.Errors.Invalid(Path.Child("failed"), step.Status.Int("failed"), "cannot decrease the failed counter");
        }

        // An indexed job with as many pods as completions may be scaled down.
        var mayShrink = step.IsIndexed && step.Spec.Integer("completions") == step.Spec.Integer("parallelism");
        if (!mayShrink && step.Status.Int("succeeded") < step.Old.Int("succeeded"))
        {
            step.Errors.Invalid(Path.Child("succeeded"), step.Status.Int("succeeded"), "cannot decrease the succeeded counter");
        }

        if (step.Status.Has("completionTime") && step.Old.Has("completionTime") && step.IsChanged("completionTime"))
        {
            step.Errors.Invalid(Path.Child("completionTime"), step.Status["completionTime"], "completionTime cannot be mutated");
        }

        if (step.Old.Has("startTime") && step.IsChanged("startTime") && !step.Spec.Flag("suspend"))
        {
            step.Errors.Invalid(Path.Child("startTime"), step.Status["startTime"], "field is immutable for unsuspended job once set");
        }

        CheckSuccessTransitions(step);
    }

    private static void CheckSuccessTransitions(Step step)
    {
        if (step.Had("SuccessCriteriaMet") && !step.Has("SuccessCriteriaMet"))
        {
            step.WrongConditions("cannot disable the SuccessCriteriaMet=True condition");
        }

        if (step.Had("Complete") && !step.Had("SuccessCriteriaMet") && step.Has("SuccessCriteriaMet"))
        {
            step.WrongConditions("cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
        }
    }

    /// <summary>A change of status in its context.</summary>
    private sealed record Step(ObjectNode Spec, ObjectNode Status, ObjectNode Old, FieldErrors Errors)
    {
        public bool IsIndexed => Spec.Str("completionMode") == "Indexed";

        public bool IsFinished => Has("Complete") || Has("Failed");

        public bool WasFinished => Had("Complete") || Had("Failed");

        public bool Has(string type) => JobStatusChecks.Has(Status, type);

        public bool Had(string type) => JobStatusChecks.Has(Old, type);

        public bool IsMoved(string type) => Has(type) != Had(type);

        public bool IsMoved(string type, string other) => IsMoved(type) || IsMoved(other);

        public bool IsChanged(string name) => !Checks.Same(Status[name], Old[name]);

        // The original leaves the value out of these messages.
        public void WrongConditions(string text) =>
            Errors.Add(new StatusCause("FieldValueInvalid", $"Invalid value: {text}", Path.Child("conditions").ToString()));
    }
}
