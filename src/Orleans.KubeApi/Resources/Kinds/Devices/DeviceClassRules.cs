using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Resources.Kinds.Core;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Devices;

/// <summary>resource.k8s.io DeviceClass.</summary>
internal sealed class DeviceClassRules : KindRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) => Check(tree, old: null, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context) =>
        Check(tree, old, errors);

    private static void Check(ObjectNode tree, ObjectNode? old, FieldErrors errors)
    {
        var (spec, before) = (tree.Object("spec"), old?.Object("spec"));
        DeviceClaims.CheckSelectors(errors, Spec.Child("selectors"), spec.Items("selectors"),
            stored: old is not null && Checks.Same(spec?["selectors"], before?["selectors"]));
        var config = spec.Items("config");
        var isStored = old is not null && Checks.Same(spec?["config"], before?["config"]);
        if (DeviceNames.Fits(errors, Spec.Child("config"), config, 32))
        {
            for (var i = 0; i < config.Count; i++)
            {
                DeviceConfiguration.Check(errors, Spec.Child("config").Index(i), config[i] as ObjectNode, isStored);
            }
        }

        if (spec?.Text("extendedResourceName") is { } name && !QuotaNames.IsExtended(name))
        {
            errors.Invalid(Spec.Child("extendedResourceName"), name, "must be a valid extended resource name");
        }
    }
}
