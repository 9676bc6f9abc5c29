using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>Ingress of networking.k8s.io/v1.</summary>
internal sealed class IngressRules : KindRules
{
    private const string ClassAnnotation = "kubernetes.io/ingress.class";
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        Check(tree, allowBadSecrets: false, allowBadWildcards: false, errors);
        var annotation = tree.Object("metadata")?.Object("annotations")?.Text(ClassAnnotation);
        if (annotation is not null && tree.Object("spec")?.Text("ingressClassName") is { } name && name != annotation)
        {
            errors.Invalid(FieldPath.Of("annotations").Child(ClassAnnotation), annotation,
                "must match `ingressClassName` when both are specified");
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource == "status")
        {
            NetForms.LoadBalancerPoints(tree, old, errors, hasMode: false);
            return;
        }

        Check(tree, HasBadSecret(old), HasBadWildcard(old), errors);
    }

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        if (context.Subresource == "status")
        {
            var points = NetForms.Points(tree);
            for (var i = 0; i < points.Count; i++)
            {
                if ((points[i] as ObjectNode)?.Text("ip") is { Length: > 0 } ip)
                {
                    AddressRules.Warn(ip, NetForms.PointsPath.Index(i).Child("ip"), context.Warnings);
                }
            }
        }
        else if (old is null && tree.Object("metadata")?.Object("annotations")?.Has(ClassAnnotation) == true)
        {
            context.Warnings.Add($"annotation \"{ClassAnnotation}\" is deprecated, please use 'spec.ingressClassName' instead");
        }
    }

    private static void Check(ObjectNode tree, bool allowBadSecrets, bool allowBadWildcards, FieldErrors errors)
    {
        var spec = tree.Object("spec");
        var rules = spec.Items("rules");
        var backend = spec?.Object("defaultBackend");
        if (rules.Count == 0 && backend is null)
        {
            errors.Invalid(Spec, spec?.Array("rules"), "either `defaultBackend` or `rules` must be specified");
        }

        if (backend is not null)
        {
            IngressBackends.Check(backend, Spec.Child("defaultBackend"), errors);
        }

        for (var i = 0; i < rules.Count; i++)
        {
            CheckRule((ObjectNode)rules[i], allowBadWildcards, Spec.Child("rules").Index(i), errors);
        }

        CheckTls(spec.Items("tls"), allowBadSecrets, errors);
        if (spec?.Text("ingressClassName") is { } name)
        {
            FieldChecks.Report(errors, Spec.Child("ingressClassName"), name, NameRules.Subdomain(name));
        }
    }

    private static void CheckRule(ObjectNode rule, bool allowBadWildcards, FieldPath path, FieldErrors errors)
    {
        var host = rule.Text("host") ?? "";
        var isWildcard = host.Contains('*', StringComparison.Ordinal);
        if (host.Length > 0)
        {
            if (IpText.TryParse(host, out _))
            {
                errors.Invalid(path.Child("host"), host, "must be a DNS name, not an IP address");
            }

            FieldChecks.Report(errors, path.Child("host"), host, isWildcard ? NetForms.Wildcard(host) : NameRules.Subdomain(host));
        }

        if (!isWildcard || !allowBadWildcards)
        {
            IngressBackends.CheckPaths(rule.Object("http"), path.Child("http"), errors);
        }
    }

    private static void CheckTls(List<Node> entries, bool allowBadSecrets, FieldErrors errors)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            var path = Spec.Child("tls").Index(i);
            var entry = (ObjectNode)entries[i];
            var hosts = entry.Texts("hosts");
            for (var j = 0; j < hosts.Count; j++)
            {
                var isWildcard = hosts[j].Contains('*', StringComparison.Ordinal);
                FieldChecks.Report(errors, path.Child("hosts").Index(j), hosts[j],
                    isWildcard ? NetForms.Wildcard(hosts[j]) : NameRules.Subdomain(hosts[j]));
            }

            if (!allowBadSecrets && entry.Text("secretName") is { Length: > 0 } secret)
            {
                FieldChecks.Report(errors, path.Child("secretName"), secret, NameRules.Subdomain(secret));
            }
        }
    }

    private static bool HasBadSecret(ObjectNode old) => old.Object("spec").Items("tls").OfType<ObjectNode>()
        .Any(t => t.Text("secretName") is { Length: > 0 } secret && NameRules.Subdomain(secret).Count > 0);

    private static bool HasBadWildcard(ObjectNode old)
    {
        var errors = new FieldErrors();
        foreach (var rule in old.Object("spec").Items("rules").OfType<ObjectNode>())
        {
            if (rule.Text("host")?.Contains('*', StringComparison.Ordinal) == true)
            {
                IngressBackends.CheckPaths(rule.Object("http"), FieldPath.Root, errors);
            }
        }

        return errors.Count > 0;
    }
}
