using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Storage;

/// <summary>storage.k8s.io CSIDriver.</summary>
internal sealed class CsiDriverRules : KindRules
{
    private const long LongestExpiry = 1L << 32;
    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly string[] Policies = ["File", "None", "ReadWriteOnceWithFSType"];
    private static readonly string[] Modes = ["Persistent", "Ephemeral"];

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        var spec = tree.Child("spec");
        Fill.Pointer(spec, "attachRequired", true);
        Fill.Pointer(spec, "podInfoOnMount", false);
        Fill.Pointer(spec, "storageCapacity", false);
        Fill.Pointer(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
        Fill.Pointer(spec, "requiresRepublish", false);
        Fill.Pointer(spec, "seLinuxMount", false);
        if (spec.Items("volumeLifecycleModes").Count == 0)
        {
            spec.Set("volumeLifecycleModes", new ArrayNode(["Persistent"]));
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var spec = tree.Object("spec");
        var policy = spec.Str("fsGroupPolicy");
        if (!Policies.Contains(policy))
        {
            errors.NotSupported(Spec.Child("fsGroupPolicy"), policy, Policies);
        }

        CheckTokens(errors, Spec.Child("tokenRequests"), spec.Items("tokenRequests"));
        foreach (var mode in spec.Items("volumeLifecycleModes").OfType<TextNode>())
        {
            if (!Modes.Contains(mode.Value))
            {
                errors.NotSupported(Spec.Child("volumeLifecycleModes"), mode, Modes);
            }
        }

        if (spec?.Integer("nodeAllocatableUpdatePeriodSeconds") is < 10)
        {
            errors.Invalid(Spec.Child("nodeAllocatableUpdatePeriodSeconds"), spec["nodeAllocatableUpdatePeriodSeconds"],
                "must be greater than or equal to 10 seconds");
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        Validate(tree, errors, context);
        // The path is the original's own slip.
        FieldChecks.Unchanged(errors, Spec.Child("attachedRequired"), tree.Object("spec"), old.Object("spec"), "attachRequired");
        FieldChecks.Unchanged(errors, Spec.Child("volumeLifecycleModes"), tree.Object("spec"), old.Object("spec"), "volumeLifecycleModes");
    }

    private static void CheckTokens(FieldErrors errors, FieldPath path, List<Node> requests)
    {
        var audiences = new HashSet<string>();
        for (var i = 0; i < requests.Count; i++)
        {
            var request = requests[i] as ObjectNode;
            var audience = request.Str("audience");
            if (!audiences.Add(audience))
            {
                errors.Duplicate(path.Index(i).Child("audience"), audience);
                continue;
            }

            var seconds = request?.Integer("expirationSeconds");
            if (seconds < 600)
            {
                errors.Invalid(path.Index(i).Child("expirationSeconds"), seconds.Value, "may not specify a duration less than 10 minutes");
            }

            if (seconds > LongestExpiry)
            {
                errors.Invalid(path.Index(i).Child("expirationSeconds"), seconds.Value,
                    "may not specify a duration larger than 2^32 seconds");
            }
        }
    }
}
