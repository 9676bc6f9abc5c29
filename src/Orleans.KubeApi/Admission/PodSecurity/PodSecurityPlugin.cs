using Orleans.KubeApi.Admission.Plugins;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Admission.PodSecurity;

/// <summary>
/// PodSecurity: pods must be as safe as the labels of their namespace ask; workloads whose pods wouldn't be get a warning; wrong labels
/// are refused, and a stricter label warns of the pods that don't keep to it.
/// </summary>
internal sealed class PodSecurityPlugin(PodSecuritySettings settings) : PluginBase
{
    private const string Audit = "pod-security.kubernetes.io/";
    private static readonly GroupResource Namespaces = new("", "namespaces");

    /// <inheritdoc/>
    public override string Name => "PodSecurity";

    /// <inheritdoc/>
    public override void Validate(AdmissionRequest request)
    {
        if (request.Operation is not (AdmissionOperation.Create or AdmissionOperation.Update) || request.Object is null)
        {
            return;
        }

        if (request.Resource is { Group: "", Resource: "pods" })
        {
            CheckPod(request, request.Object);
        }
        else if (request.Subresource.Length > 0)
        {
            return;
        }
        else if (request.Resource == Namespaces)
        {
            new NamespaceLabelCheck(settings).Check(request);
        }
        else if (WorkloadTemplates.Of(request.Resource, request.Object) is { } template)
        {
            CheckTemplate(request, template);
        }
    }

    private void CheckPod(AdmissionRequest request, ObjectNode pod)
    {
        if (request.Subresource is "exec" or "attach" or "binding" or "eviction" or "log" or "portforward" or "proxy" or "status"
            || IsExempt(request))
        {
            return;
        }

        var policy = PolicyOf(request, out var errors);
        if (errors.Count == 0 && policy.IsFullyPrivileged)
        {
            request.AuditAnnotations.Add(Audit + "enforce-policy", "privileged:latest");
        }
        else if (request.Operation == AdmissionOperation.Create || request.Old is null || PodChanges.Matter(pod, request.Old))
        {
            Evaluate(request, policy, errors, pod.Object("metadata"), pod.Child("spec"), enforces: true);
        }
    }

    private void CheckTemplate(AdmissionRequest request, ObjectNode template)
    {
        if (IsExempt(request))
        {
            return;
        }

        var policy = PolicyOf(request, out var errors);
        if (errors.Count == 0 && policy is { Warn.Level: SecurityLevel.Privileged, Audit.Level: SecurityLevel.Privileged })
        {
            return;
        }

        Evaluate(request, policy, errors, template.Object("metadata"), template.Object("spec") ?? [], enforces: false);
    }

    private bool IsExempt(AdmissionRequest request)
    {
        var reason = settings.Namespaces.Contains(request.Namespace) ? "namespace"
            : settings.Users.Contains(request.User.Name) ? "user" : null;
        if (reason is not null)
        {
            request.AuditAnnotations.Add(Audit + "exempt", reason);
        }

        return reason is not null;
    }

    private NamespacePolicy PolicyOf(AdmissionRequest request, out FieldErrors errors)
    {
        errors = new FieldErrors();
        return request.Reader.Find(Namespaces, "", request.Namespace) is { Labels: var labels }
            ? NamespacePolicy.Of(labels, settings.Defaults, errors) : settings.Defaults;
    }

    private void Evaluate(
        AdmissionRequest request, NamespacePolicy policy, FieldErrors errors, ObjectNode? metadata, ObjectNode spec, bool enforces)
    {
        if (spec.Text("runtimeClassName") is { Length: > 0 } runtime && settings.RuntimeClasses.Contains(runtime))
        {
            request.AuditAnnotations.Add(Audit + "exempt", "runtimeClass");
            return;
        }

        if (errors.Count > 0)
        {
            var texts = errors.Causes.Select(c => $"{c.Field}: {c.Message}").ToList();
            request.AuditAnnotations.Add(Audit + "error",
                $"Failed to parse policy: {(texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]")}");
        }

        var pod = new PodUnderCheck(metadata, spec);
        var refusal = enforces ? PodEvaluator.Evaluate(policy.Enforce, pod) : [];
        if (enforces)
        {
            request.AuditAnnotations.Add(Audit + "enforce-policy", policy.Enforce.ToString());
        }

        var noted = enforces && policy.Audit == policy.Enforce ? refusal : PodEvaluator.Evaluate(policy.Audit, pod);
        if (noted.Count > 0)
        {
            request.AuditAnnotations.Add(Audit + "audit-violations", Would(policy.Audit, noted));
        }

        if (refusal.Count > 0)
        {
            throw StatusErrors.Forbidden(request.Resource, request.Name,
                $"violates PodSecurity {GoText.Quote(policy.Enforce.ToString())}: {PodEvaluator.Details(refusal)}");
        }

        var warned = enforces && policy.Warn == policy.Enforce ? refusal : PodEvaluator.Evaluate(policy.Warn, pod);
        if (warned.Count > 0)
        {
            request.Warnings.Add(Would(policy.Warn, warned));
        }
    }

    private static string Would(LeveledVersion policy, IReadOnlyList<Finding> findings) =>
        $"would violate PodSecurity {GoText.Quote(policy.ToString())}: {PodEvaluator.Details(findings)}";
}
