using System.Globalization;
using System.Numerics;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Core;

/// <summary>Core LimitRange: one entry a type; limits, defaults and ratios that fit together.</summary>
internal sealed class LimitRangeRules : KindRules
{
    private static readonly string[] Lists = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"];

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.OnlyNew;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        foreach (var limit in tree.Object("spec").Items("limits").OfType<ObjectNode>())
        {
            if (limit.Str("type") == "Container")
            {
                Copy(limit, "max", "default");
                Copy(limit, "default", "defaultRequest");
                Copy(limit, "min", "defaultRequest");
            }

            foreach (var list in Lists)
            {
                ResourceLists.RoundToMilli(limit.Object(list));
            }
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var types = new HashSet<string>();
        var limits = tree.Object("spec").Items("limits");
        for (var i = 0; i < limits.Count; i++)
        {
            if (limits[i] is ObjectNode limit)
            {
                var path = FieldPath.Of("spec").Child("limits").Index(i);
                CheckType(errors, path.Child("type"), limit.Str("type"), types);
                CheckLimit(errors, path, limit, limit.Str("type"));
            }
        }
    }

    private static void CheckType(FieldErrors errors, FieldPath path, string type, HashSet<string> types)
    {
        var wrong = LabelSyntax.KeyErrors(type);
        FieldChecks.Report(errors, path, type, wrong);
        if (wrong.Count == 0 && !type.Contains('/') && type is not ("Pod" or "Container" or "PersistentVolumeClaim"))
        {
            errors.Invalid(path, type, "must be a standard limit type or fully qualified");
        }

        if (!types.Add(type))
        {
            errors.Duplicate(path, type);
        }
    }

    private static void CheckLimit(FieldErrors errors, FieldPath path, ObjectNode limit, string type)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        CheckNames(errors, path, limit, "max", type, names);
        CheckNames(errors, path, limit, "min", type, names);
        if (type == "Pod")
        {
            foreach (var list in (ReadOnlySpan<string>)["default", "defaultRequest"])
            {
                if (limit.Object(list) is { Count: > 0 })
                {
                    errors.Forbidden(path.Child(list), "may not be specified when `type` is 'Pod'");
                }
            }
        }
        else
        {
            CheckNames(errors, path, limit, "default", type, names);
            CheckNames(errors, path, limit, "defaultRequest", type, names);
        }

        if (type == "PersistentVolumeClaim" && limit.Object("min")?.Has("storage") != true && limit.Object("max")?.Has("storage") != true)
        {
            errors.Required(path.Child("limits"), "either minimum or maximum storage value is required, but neither was provided");
        }

        CheckNames(errors, path, limit, "maxLimitRequestRatio", type, names);
        foreach (var name in names)
        {
            CheckAmounts(errors, path, limit, name, type);
        }
    }

    private static void CheckNames(
        FieldErrors errors, FieldPath path, ObjectNode limit, string list, string type, SortedSet<string> names)
    {
        foreach (var (name, _) in limit.Object(list) ?? [])
        {
            if (type is "Pod" or "Container")
            {
                QuotaNames.CheckContainerName(errors, path.Child(list).Key(name), name);
            }
            else
            {
                QuotaNames.CheckResourceName(errors, path.Child(list).Key(name), name);
            }

            names.Add(name);
        }
    }

    private static void CheckAmounts(FieldErrors errors, FieldPath path, ObjectNode limit, string name, string type)
    {
        var min = limit.Object("min")?[name];
        var max = limit.Object("max")?[name];
        var byDefault = type == "Pod" ? null : limit.Object("default")?[name];
        var request = type == "Pod" ? null : limit.Object("defaultRequest")?[name];
        Ordered(errors, path.Child("min").Key(name), min, max, min, $"min value {Of(min)} is greater than max value {Of(max)}");
        var requestPath = path.Child("defaultRequest").Key(name);
        Ordered(errors, requestPath, min, request, request, $"min value {Of(min)} is greater than default request value {Of(request)}");
        Ordered(errors, requestPath, request, max, request, $"default request value {Of(request)} is greater than max value {Of(max)}");
        Ordered(errors, requestPath, request, byDefault, request,
            $"default request value {Of(request)} is greater than default limit value {Of(byDefault)}");
        var defaultPath = path.Child("default").Key(name);
        Ordered(errors, defaultPath, min, byDefault, min, $"min value {Of(min)} is greater than default value {Of(byDefault)}");
        Ordered(errors, defaultPath, byDefault, max, max, $"default value {Of(byDefault)} is greater than max value {Of(max)}");
        CheckRatio(errors, path.Child("maxLimitRequestRatio").Key(name), limit.Object("maxLimitRequestRatio")?[name], min, max);
        if (!QuotaNames.MayOvercommit(name) && byDefault is not null && request is not null && Compare(byDefault, request) != 0)
        {
            errors.Invalid(requestPath, request,
                $"default value {Of(byDefault)} must equal to defaultRequest value {Of(request)} in {name}");
        }
    }

    private static void CheckRatio(FieldErrors errors, FieldPath path, Node? ratio, Node? min, Node? max)
    {
        if (ratio is null)
        {
            return;
        }

        if (ResourceLists.Amount(ratio).CompareTo(new Quantity(BigInteger.One, 0, QuantityFamily.Decimal)) < 0)
        {
            errors.Invalid(path, ratio, $"ratio {Of(ratio)} is less than 1");
        }

        if (min is not null && max is not null)
        {
            var largest = Number(max) / Number(min);
            if (Number(ratio) > largest)
            {
                errors.Invalid(path, ratio, string.Create(CultureInfo.InvariantCulture,
                    $"ratio {Of(ratio)} is greater than max/min = {largest:F6}"));
            }
        }
    }

    private static void Ordered(FieldErrors errors, FieldPath path, Node? less, Node? more, Node? shown, string text)
    {
        if (less is not null && more is not null && Compare(less, more) > 0)
        {
            errors.Invalid(path, shown, text);
        }
    }

    private static int Compare(Node left, Node right) => ResourceLists.Amount(left).CompareTo(ResourceLists.Amount(right));

    private static string Of(Node? value) => value switch { TextNode text => text.Value, null => "", _ => value.ToString() };

    // As the original: thousandths, rounded up.
    private static double Number(Node value)
    {
        var milli = ResourceLists.Amount(value).RoundUp(-3);
        return (double)milli.Mantissa * Math.Pow(10, milli.Scale);
    }

    private static void Copy(ObjectNode limit, string from, string to)
    {
        foreach (var (name, value) in limit.Object(from) ?? [])
        {
            if (limit.Object(to)?.Has(name) != true)
            {
                limit.Child(to).Set(name, value);
            }
        }
    }
}
