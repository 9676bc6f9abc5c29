using System.Globalization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Warnings of a pod or a template (pkg/api/pod warnings), in the original's order.</summary>
/// <param name="holder">The pod or template: metadata and spec.</param>
/// <param name="path">Where it stands; null for a pod.</param>
/// <param name="warnings">The warnings so far.</param>
internal sealed class PodWarnings(ObjectNode holder, FieldPath? path, List<string> warnings)
{
    private const string NoSelector = "a null labelSelector results in matching no pod";
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";

    private static readonly (string Key, string Text)[] OldAnnotations =
    [
        ("scheduler.alpha.kubernetes.io/critical-pod", "non-functional in v1.16+; use the \"priorityClassName\" field instead"),
        ("security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
        ("security.alpha.kubernetes.io/unsafe-sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
    ];

    private static readonly (string Member, string Shown, string Text)[] OldVolumes =
    [
        ("photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
        ("gitRepo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
        ("scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
        ("flocker", "flocker", "deprecated in v1.22, non-functional in v1.25+"),
        ("storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"),
        ("quobyte", "quobyte", "deprecated in v1.22, non-functional in v1.25+"),
        ("glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
        ("ephemeral", "ephemeral", ""),
        ("cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"),
        ("rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"),
    ];

    private readonly ObjectNode _spec = holder.Object("spec") ?? [];
    private readonly ObjectNode? _annotations = holder.Object("metadata")?.Object("annotations");
    private readonly FieldPath _root = path ?? FieldPath.Root;

    /// <summary>Appends what there is to warn of.</summary>
    public void Add()
    {
        var spec = _root.Child("spec");
        NodeLabels(spec);
        Spread(spec.Child("topologySpreadConstraints"));
        foreach (var (key, text) in OldAnnotations)
        {
            if (_annotations?.Has(key) == true)
            {
                Warn(Annotation(key), text);
            }
        }

        Volumes(spec.Child("volumes"));
        OverlappingPaths.Warn(_spec.Items("volumes"), warnings);
        Repeated(spec);
        Fractions(_spec.Object("overhead"), spec.Child("overhead"));
        OldSeccomp(_spec.Object("securityContext"), PodAnnotationChecks.SeccompPod);
        foreach (var (container, at) in PodContainers.AllAt(_spec, spec))
        {
            Container(container, at);
        }

        PortWarnings.Add(_spec, spec, warnings);
        if (_spec.Int("terminationGracePeriodSeconds") < 0)
        {
            Warn(spec.Child("terminationGracePeriodSeconds"), "must be >= 0; negative values are invalid and will be treated as 1");
        }

        Affinity(spec.Child("affinity"));
        Addresses(spec);
    }

    private FieldPath Annotation(string key) => _root.Child("metadata", "annotations").Key(key);

    // An answer's headers have room for a few of them.
    private void Warn(FieldPath at, string text)
    {
        if (warnings.Count < WarningLimit.Most)
        {
            warnings.Add($"{at}: {text}");
        }
    }

    private void NodeLabels(FieldPath spec)
    {
        foreach (var (key, _) in _spec.Object("nodeSelector") ?? [])
        {
            if (DeprecatedNodeLabels.Text(key) is { } text)
            {
                Warn(spec.Child("nodeSelector").Key(key), text);
            }
        }

        if (_spec.Object("affinity")?.Object("nodeAffinity") is not { } affinity)
        {
            return;
        }

        var at = spec.Child("affinity", "nodeAffinity");
        var terms = affinity.Object(Required).Items("nodeSelectorTerms");
        for (var i = 0; i < terms.Count; i++)
        {
            DeprecatedNodeLabels.WarnTerm(terms[i].Obj(), at.Child(Required, "nodeSelectorTerms").Index(i), false, warnings);
        }

        var preferred = affinity.Items(Preferred);
        for (var i = 0; i < preferred.Count; i++)
        {
            DeprecatedNodeLabels.WarnTerm(
                preferred[i].Obj().Object("preference") ?? [], at.Child(Preferred).Index(i).Child("preference"), true, warnings);
        }
    }

    private void Spread(FieldPath at)
    {
        var constraints = _spec.Items("topologySpreadConstraints");
        for (var i = 0; i < constraints.Count; i++)
        {
            var key = constraints[i].Obj().Str("topologyKey");
            if (DeprecatedNodeLabels.Text(key) is { } text)
            {
                Warn(at.Index(i).Child("topologyKey"), $"{key} is {text}");
            }

            if (!constraints[i].Obj().Has("labelSelector"))
            {
                Warn(at.Index(i).Child("labelSelector"), NoSelector);
            }
        }
    }

    private void Volumes(FieldPath at)
    {
        var volumes = _spec.Items("volumes");
        for (var i = 0; i < volumes.Count; i++)
        {
            foreach (var (member, shown, text) in OldVolumes)
            {
                if (volumes[i].Obj().Object(member) is not { } source)
                {
                    continue;
                }

                if (member != "ephemeral")
                {
                    Warn(at.Index(i).Child(shown), text);
                }
                else if (source.Object("volumeClaimTemplate")?.Object("spec")?.Object("resources") is { } resources)
                {
                    var here = at.Index(i).Child("ephemeral", "volumeClaimTemplate").Child("spec", "resources");
                    Fraction(resources.Object("requests"), "storage", here.Child("requests"));
                    Fraction(resources.Object("limits"), "storage", here.Child("limits"));
                }
            }
        }
    }

    private void Repeated(FieldPath spec)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var aliases = _spec.Items("hostAliases");
        for (var i = 0; i < aliases.Count; i++)
        {
            if (!seen.Add(aliases[i].Obj().Str("ip")))
            {
                Warn(spec.Child("hostAliases").Index(i).Child("ip"), $"duplicate ip {GoText.Quote(aliases[i].Obj().Str("ip"))}");
            }
        }

        seen.Clear();
        var secrets = _spec.Items("imagePullSecrets");
        for (var i = 0; i < secrets.Count; i++)
        {
            if (!seen.Add(secrets[i].Obj().Str("name")))
            {
                Warn(spec.Child("imagePullSecrets").Index(i).Child("name"),
                    $"duplicate name {GoText.Quote(secrets[i].Obj().Str("name"))}");
            }
        }

        for (var i = 0; i < secrets.Count; i++)
        {
            if (secrets[i].Obj().Str("name").Length == 0)
            {
                Warn(spec.Child("imagePullSecrets").Index(i).Child("name"), "invalid empty name \"\"");
            }
        }
    }

    private void Fractions(ObjectNode? list, FieldPath at)
    {
        Fraction(list, "memory", at);
        Fraction(list, "ephemeral-storage", at);
    }

    private void Fraction(ObjectNode? list, string name, FieldPath at)
    {
        if (list?[name] is { } value && ResourceLists.Amount(value) is { Scale: < 0 } amount && !ResourceLists.IsWhole(amount))
        {
            Warn(at.Key(name), $"fractional byte value \"{amount}\" is invalid, must be an integer");
        }
    }

    private void OldSeccomp(ObjectNode? context, string key)
    {
        if (_annotations?.Has(key) == true && context?.Has("seccompProfile") != true)
        {
            Warn(Annotation(key), "non-functional in v1.27+; use the \"seccompProfile\" field instead");
        }
    }

    private void Container(ObjectNode container, FieldPath at)
    {
        var context = container.Object("securityContext");
        OldSeccomp(context, $"{PodAnnotationChecks.SeccompPrefix}{container.Str("name")}");
        var armor = $"{PodAnnotationChecks.AppArmorPrefix}{container.Str("name")}";
        if (path is not null && _annotations?.Has(armor) == true && context?.Has("appArmorProfile") != true
            && _spec.Object("securityContext")?.Has("appArmorProfile") != true)
        {
            Warn(Annotation(armor), "deprecated since v1.30; use the \"appArmorProfile\" field instead");
        }

        if (container.Object("resources") is { Count: > 0 } resources)
        {
            foreach (var name in new[] { "memory", "ephemeral-storage" })
            {
                Fraction(resources.Object("limits"), name, at.Child("resources", "limits"));
                Fraction(resources.Object("requests"), name, at.Child("resources", "requests"));
            }
        }

        Environment(container.Items("env"), at.Child("env"));
    }

    private void Environment(List<Node> variables, FieldPath at)
    {
        HashSet<string>? seen = null;
        for (var i = 0; i < variables.Count && variables.Count > 1; i++)
        {
            var variable = variables[i].Obj();
            var (name, value) = (variable.Str("name"), variable.Str("value"));
            if ((seen ??= new(StringComparer.Ordinal)).Add(name))
            {
                continue;
            }

            // A later value that is made of the earlier one hides nothing.
            var reference = $"$({name})";
            if (variable.Has("valueFrom") || value == reference || !value.Contains(reference, StringComparison.Ordinal))
            {
                Warn(at.Index(i), string.Create(CultureInfo.InvariantCulture,
                    $"hides previous definition of {GoText.Quote(name)}, which may be dropped when using apply"));
            }
        }
    }

    private void Affinity(FieldPath at)
    {
        foreach (var kind in new[] { "podAffinity", "podAntiAffinity" })
        {
            var affinity = _spec.Object("affinity")?.Object(kind);
            var required = affinity.Items(Required);
            for (var i = 0; i < required.Count; i++)
            {
                if (!required[i].Obj().Has("labelSelector"))
                {
                    Warn(at.Child(kind, Required).Index(i).Child("labelSelector"), NoSelector);
                }
            }

            var preferred = affinity.Items(Preferred);
            for (var i = 0; i < preferred.Count; i++)
            {
                if (preferred[i].Obj().Object("podAffinityTerm")?.Has("labelSelector") != true)
                {
                    Warn(at.Child(kind, Preferred).Index(i).Child("podAffinityTerm", "labelSelector"), NoSelector);
                }
            }
        }
    }

    private void Addresses(FieldPath spec)
    {
        var servers = _spec.Object("dnsConfig").Items("nameservers");
        for (var i = 0; i < servers.Count; i++)
        {
            AddressRules.Warn(servers[i].Str(), spec.Child("dnsConfig", "nameservers").Index(i), warnings);
        }

        var aliases = _spec.Items("hostAliases");
        for (var i = 0; i < aliases.Count; i++)
        {
            AddressRules.Warn(aliases[i].Obj().Str("ip"), spec.Child("hostAliases").Index(i).Child("ip"), warnings);
        }
    }
}
