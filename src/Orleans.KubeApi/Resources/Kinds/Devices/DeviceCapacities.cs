using System.Numerics;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Devices;

/// <summary>Checks of a device's capacities and of the policies by which requests take parts of them.</summary>
internal static class DeviceCapacities
{
    private const int MostValid = 10;

    /// <summary>Checks all capacities.</summary>
    public static void Check(FieldErrors errors, FieldPath path, ObjectNode device)
    {
        var isShared = device.Flag("allowMultipleAllocations");
        foreach (var (name, value) in device.Object("capacity") ?? [])
        {
            DeviceNames.Qualified(errors, path, name);
            if (value is not ObjectNode capacity || capacity.Object("requestPolicy") is not { } policy)
            {
                continue;
            }

            var inner = path.Key(DeviceChecks.Shorten(name)).Child("requestPolicy");
            if (!isShared)
            {
                errors.Forbidden(inner, "allowMultipleAllocations must be true");
            }
            else
            {
                CheckPolicy(errors, inner, policy, capacity["value"]);
            }
        }
    }

    private static void CheckPolicy(FieldErrors errors, FieldPath path, ObjectNode policy, Node? largest)
    {
        var values = policy.Items("validValues");
        var range = policy.Object("validRange");
        var byDefault = policy["default"];
        if (values.Count > 0 && range is not null)
        {
            errors.Forbidden(path,
                "exactly one policy can be specified, cannot specify \"validValues\" and \"validRange\" at the same time");
        }
        else if ((values.Count > 0 || range is not null) && byDefault is null)
        {
            errors.Required(path.Child("default"), $"required when {(range is null ? "validValues" : "validRange")} is defined");
        }
        else if (values.Count > 0)
        {
            CheckValues(errors, path.Child("validValues"), values, byDefault!, largest);
        }
        else if (range is not null)
        {
            CheckRange(errors, path.Child("validRange"), range, byDefault!, largest);
        }
    }

    private static void CheckValues(FieldErrors errors, FieldPath path, List<Node> values, Node byDefault, Node? largest)
    {
        for (var i = 1; i < values.Count; i++)
        {
            if (Compare(values[i - 1], values[i]) > 0)
            {
                errors.Invalid(path.Index(i), values[i], "values must be sorted in ascending order");
            }
        }

        if (DeviceNames.Fits(errors, path, values, MostValid))
        {
            for (var i = 0; i < values.Count; i++)
            {
                if (Compare(values[i], largest) > 0)
                {
                    errors.Invalid(path.Index(i), values[i], $"option is larger than capacity value: {Text(largest)}");
                }
            }

            DeviceNames.Unique(errors, path, values, Text);
        }

        if (!values.Exists(v => Compare(v, byDefault) == 0))
        {
            errors.Invalid(path, byDefault, "default value is not valid according to the requestPolicy");
        }
    }

    private static void CheckRange(FieldErrors errors, FieldPath path, ObjectNode range, Node byDefault, Node? largest)
    {
        if (range["min"] is not { } min)
        {
            errors.Required(path.Child("min"), "required when validRange is defined");
            return;
        }

        if (Compare(min, largest) > 0)
        {
            errors.Invalid(path.Child("min"), min, $"min is larger than capacity value: {Text(largest)}");
        }

        if (Compare(byDefault, min) < 0)
        {
            errors.Invalid(path.Child("default"), byDefault, $"default is less than min: {Text(min)}");
        }

        if (range["max"] is { } max)
        {
            if (Compare(min, max) > 0)
            {
                errors.Invalid(path.Child("max"), min, $"min is larger than max: {Text(max)}");
            }

            if (Compare(max, largest) > 0)
            {
                errors.Invalid(path.Child("max"), max, $"max is larger than capacity value: {Text(largest)}");
            }

            if (Compare(byDefault, max) > 0)
            {
                errors.Invalid(path.Child("default"), byDefault, $"default is more than max: {Text(max)}");
            }
        }

        if (range["step"] is { } step)
        {
            CheckStep(errors, path.Child("step"), step, (min, range["max"], byDefault, largest));
        }
    }

    private static void CheckStep(
        FieldErrors errors, FieldPath path, Node step, (Node Min, Node? Max, Node Default, Node? Largest) bounds)
    {
        var amount = ResourceLists.Amount(step);
        if (amount.Mantissa.Sign <= 0)
        {
            errors.Invalid(path, step, "must be greater than zero");
            return;
        }

        var one = ResourceLists.Sum(ResourceLists.Amount(bounds.Min), amount);
        if (one.CompareTo(ResourceLists.Amount(bounds.Largest)) > 0)
        {
            errors.Invalid(path, step, $"one step {one} is larger than capacity value: {Text(bounds.Largest)}");
        }

        foreach (var value in (ReadOnlySpan<Node?>)[bounds.Default, bounds.Max])
        {
            if (value is not null && !((Whole(value) - Whole(bounds.Min)) % Whole(step)).IsZero)
            {
                errors.Invalid(path, value, $"value is not a multiple of a given step ({Text(step)}) from ({Text(bounds.Min)})");
            }
        }
    }

    // Rounded up, as the original reads whole numbers; a step below one counts as one.
    private static BigInteger Whole(Node value)
    {
        var amount = ResourceLists.Amount(value).RoundUp(0);
        return amount.Mantissa * BigInteger.Pow(10, amount.Scale);
    }

    private static int Compare(Node? left, Node? right) => ResourceLists.Amount(left).CompareTo(ResourceLists.Amount(right));

    private static string Text(Node? value) => value switch { TextNode text => text.Value, null => "0", _ => value.ToString() };
}
