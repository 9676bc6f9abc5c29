using System.Globalization;
using System.Text;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Storage;

/// <summary>storage.k8s.io CSINode: drivers are added and removed, not changed (but for their limit).</summary>
internal sealed class CsiNodeRules : KindRules
{
    private const int LongestId = 256;
    private static readonly FieldPath Drivers = FieldPath.Of("spec").Child("drivers");

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.OnlyNew;

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) => Check(tree, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource.Length > 0)
        {
            return;
        }

        var before = old.Object("spec").Items("drivers");
        Check(tree, errors);
        var drivers = tree.Object("spec").Items("drivers").OfType<ObjectNode>().ToLookup(d => d.Str("name"));
        foreach (var was in before.OfType<ObjectNode>())
        {
            foreach (var now in drivers[was.Str("name")])
            {
                if (!SameDriver(was, now))
                {
                    errors.Invalid(Drivers, now, Checks.ImmutableText);
                }
            }
        }
    }

    private static bool SameDriver(ObjectNode was, ObjectNode now) =>
        Checks.Same(was["nodeID"], now["nodeID"]) && Checks.Same(was["topologyKeys"], now["topologyKeys"]);

    private static void Check(ObjectNode tree, FieldErrors errors)
    {
        var names = new HashSet<string>();
        var drivers = tree.Object("spec").Items("drivers");
        for (var i = 0; i < drivers.Count; i++)
        {
            if (drivers[i] is ObjectNode driver)
            {
                CheckDriver(errors, Drivers.Index(i), driver, names);
            }
        }
    }

    private static void CheckDriver(FieldErrors errors, FieldPath path, ObjectNode driver, HashSet<string> names)
    {
        var name = driver.Str("name");
        FieldChecks.DriverName(errors, path.Child("name"), name);
        var id = driver.Str("nodeID");
        if (id.Length == 0)
        {
            errors.Required(path.Child("nodeID"));
        }

        if (Encoding.UTF8.GetByteCount(id) > LongestId)
        {
            errors.Invalid(path.Child("nodeID"), id,
                string.Create(CultureInfo.InvariantCulture, $"must be {LongestId} characters or less"));
        }

        FieldChecks.NotNegative(errors, path.Child("allocatable").Child("count"), driver.Object("allocatable")?["count"]);
        if (!names.Add(name))
        {
            errors.Duplicate(path.Child("name"), name);
        }

        var keys = new HashSet<string>();
        foreach (var key in driver.Items("topologyKeys").OfType<TextNode>().Select(k => k.Value))
        {
            if (key.Length == 0)
            {
                errors.Required(path);
            }

            if (!keys.Add(key))
            {
                errors.Duplicate(path, key);
            }

            Names.Qualified(errors, path, key);
        }
    }
}
