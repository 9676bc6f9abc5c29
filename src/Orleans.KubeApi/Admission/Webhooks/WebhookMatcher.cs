using System.Collections.Frozen;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>Which webhooks want to see a request (the original's <c>ShouldCallHook</c>).</summary>
internal sealed class WebhookMatcher(IAdmissionForms forms)
{
    private static readonly FrozenSet<(string Group, string Kind)> Exempt = new[]
    {
        ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
        ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
        ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"),
        ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
        ("admissionregistration.k8s.io", "MutatingAdmissionPolicy"),
        ("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"),
        ("authentication.k8s.io", "TokenReview"),
        ("authentication.k8s.io", "SelfSubjectReview"),
        ("authorization.k8s.io", "SubjectAccessReview"),
        ("authorization.k8s.io", "LocalSubjectAccessReview"),
        ("authorization.k8s.io", "SelfSubjectAccessReview"),
        ("authorization.k8s.io", "SelfSubjectRulesReview"),
    }.ToFrozenSet();

    /// <summary>Nobody outside may stand in the way of these: else a broken webhook could not be removed.</summary>
    public static bool IsExempt(AdmissionRequest request) => Exempt.Contains((request.Kind.Group, request.Kind.Kind));

    /// <summary>The request's own resource, version and kind.</summary>
    public static ReviewTarget TargetOf(AdmissionRequest request) =>
        new(request.Resource.Group, request.Version, request.Resource.Resource, request.Kind);

    /// <summary>The invocation, or null if the webhook doesn't want to see the request.</summary>
    /// <exception cref="StatusException">404: its namespace is gone.</exception>
    public Invocation? Match(Webhook hook, AdmissionRequest request, ReviewTarget own)
    {
        // Rules first: they are cheap and mostly say no.
        if (MatchRules(hook, request, own) is not { } target || !MatchesObject(hook, request) || !MatchesNamespace(hook, request))
        {
            return null;
        }

        return new Invocation(hook, target);
    }

    /// <summary>CREATE, UPDATE, DELETE or CONNECT.</summary>
    public static string NameOf(AdmissionOperation operation) => operation switch
    {
        AdmissionOperation.Create => "CREATE",
        AdmissionOperation.Update => "UPDATE",
        AdmissionOperation.Delete => "DELETE",
        _ => "CONNECT",
    };

    private ReviewTarget? MatchRules(Webhook hook, AdmissionRequest request, ReviewTarget own)
    {
        var operation = NameOf(request.Operation);
        foreach (var rule in hook.Rules)
        {
            if (rule.Matches(request, operation, own))
            {
                return own;
            }
        }

        if (!hook.MatchesEquivalents || forms.Equivalents(own, request.Subresource) is not { Count: > 0 } others)
        {
            return null;
        }

        foreach (var rule in hook.Rules)
        {
            foreach (var other in others)
            {
                if (rule.Matches(request, operation, other))
                {
                    return other;
                }
            }
        }

        return null;
    }

    // The options of a connection have no labels, not even none.
    private static bool MatchesObject(Webhook hook, AdmissionRequest request) => hook.ObjectSelector is not { } selector
        || (request.Operation != AdmissionOperation.Connect
            && ((request.Object is { } tree && selector.Matches(LabelsOf(tree)))
                || (request.Old is { } old && selector.Matches(LabelsOf(old)))));

    private static bool MatchesNamespace(Webhook hook, AdmissionRequest request)
    {
        var isNamespace = request.Resource is { Group: "", Resource: "namespaces" };
        if (hook.NamespaceSelector is not { } selector || (request.Namespace.Length == 0 && !isNamespace))
        {
            return true;
        }

        if (isNamespace && request.Subresource.Length == 0
            && request.Operation is AdmissionOperation.Create or AdmissionOperation.Update && request.Object is { } tree)
        {
            return selector.Matches(LabelsOf(tree));
        }

        var name = request.Namespace.Length > 0 ? request.Namespace : request.Name;
        var found = request.Reader.Find(new GroupResource("", "namespaces"), "", name)
            ?? throw StatusErrors.NotFound(new GroupResource("", "namespaces"), name);
        return selector.Matches(found.Labels);
    }

    private static Dictionary<string, string> LabelsOf(ObjectNode tree)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in tree.Object("metadata")?.Object("labels") ?? [])
        {
            labels[name] = (value as TextNode)?.Value ?? "";
        }

        return labels;
    }
}
