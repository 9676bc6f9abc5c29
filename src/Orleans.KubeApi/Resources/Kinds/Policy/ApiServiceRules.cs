using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Policy;

/// <summary>APIService: a group and version, and the service that answers for it (none: this server).</summary>
internal sealed class ApiServiceRules : KindRules
{
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");
    private static readonly FieldPath ConditionsPath = FieldPath.Of("status").Child("conditions");
    private static readonly string[] Statuses = ["False", "True", "Unknown"];

    /// <inheritdoc/>
    public override bool ChecksFinalizerDomains => false;

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree) => Fill.Pointer(tree.Object("spec")?.Object("service"), "port", 443);

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context)
    {
        // What this server answers itself is there at once; the others are looked for first.
        tree.Set("status", new ObjectNode());
        if (tree.Object("spec")?.Object("service") is null)
        {
            tree.Child("status").Set("conditions", new ArrayNode([new ObjectNode
            {
                { "type", "Available" }, { "status", "True" }, { "lastTransitionTime", ObjectMeta.Time(context.Now) },
                { "reason", "Local" }, { "message", "Local APIServices are always available" },
            }]));
        }
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        if (context.Subresource.Length > 0)
        {
            StatusMetadata.Reset(tree, old);
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var spec = tree.Object("spec") ?? [];
        var (group, version, name) = (spec.Str("group"), spec.Str("version"), new ObjectMeta(tree).Name);
        if (name != $"{version}.{group}")
        {
            errors.Invalid(FieldPath.Of("metadata").Child("name"), name, $"must be `spec.version+\".\"+spec.group`: \"{version}.{group}\"");
        }

        if (group.Length > 0)
        {
            FieldChecks.Report(errors, SpecPath.Child("group"), group, NameRules.Subdomain(group));
        }
        else if (version != "v1")
        {
            errors.Required(SpecPath.Child("group"), "only v1 may have an empty group and it better be legacy kube");
        }

        FieldChecks.Report(errors, SpecPath.Child("version"), version, NameRules.Label1035(version));

        CheckPriority(spec, "groupPriorityMinimum", 20000, errors);
        CheckPriority(spec, "versionPriority", 1000, errors);
        CheckService(spec, errors);
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource.Length == 0)
        {
            Validate(tree, errors, context);
            return;
        }

        foreach (var (i, condition) in tree.Object("status").ObjectsOf("conditions"))
        {
            if (!Statuses.Contains(condition.Str("status")))
            {
                errors.NotSupported(ConditionsPath.Index(i).Child("status"), condition.Str("status"), ["True", "False", "Unknown"]);
            }
        }
    }

    private static void CheckPriority(ObjectNode spec, string name, long largest, FieldErrors errors)
    {
        var value = spec.Integer(name) ?? 0;
        if (value <= 0 || value > largest)
        {
            errors.Invalid(SpecPath.Child(name), value,
                $"must be positive and less than {largest.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        }
    }

    private static void CheckService(ObjectNode spec, FieldErrors errors)
    {
        var insecure = spec["insecureSkipTLSVerify"] is BoolNode { Value: true };
        var bundle = spec.Str("caBundle");
        if (spec.Object("service") is not { } service)
        {
            if (bundle.Length > 0)
            {
                // The value shown is the size only.
                errors.Invalid(SpecPath.Child("caBundle"), Bytes(bundle), "local APIServices may not have a caBundle");
            }

            if (insecure)
            {
                errors.Invalid(SpecPath.Child("insecureSkipTLSVerify"), true, "local APIServices may not have insecureSkipTLSVerify");
            }

            return;
        }

        foreach (var name in new[] { "namespace", "name" })
        {
            if (service.Str(name).Length == 0)
            {
                errors.Required(SpecPath.Child("service", name));
            }
        }

        var port = service.Integer("port") ?? 0;
        if (port is < 1 or > 65535)
        {
            errors.Invalid(SpecPath.Child("service", "port"), port, "port is not valid: must be between 1 and 65535, inclusive");
        }

        if (insecure && bundle.Length > 0)
        {
            errors.Invalid(SpecPath.Child("insecureSkipTLSVerify"), true, "may not be true if caBundle is present");
        }
    }

    private static string Bytes(string base64)
    {
        var size = base64.TrimEnd('=').Length * 3L / 4;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{size} bytes");
    }
}
