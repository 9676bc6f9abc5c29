using System.Globalization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>PriorityLevelConfiguration: how many requests a level may run and how the others wait.</summary>
internal sealed class PriorityLevelRules : FlowRules
{
    private const int MostQueues = 10_000_000;
    private const int MostHashBits = 60;
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        if (tree.Object("spec") is not { } spec)
        {
            return;
        }

        if (spec.Object("limited") is { } limited)
        {
            Fill.Pointer(limited, "nominalConcurrencyShares", 30);
            Fill.Pointer(limited, "lendablePercent", 0);
            if (limited.Object("limitResponse")?.Object("queuing") is { } queuing)
            {
                Fill.Zero(queuing, "queues", 64);
                Fill.Zero(queuing, "handSize", 8);
                Fill.Zero(queuing, "queueLengthLimit", 50);
            }
        }

        if (spec.Object("exempt") is { } exempt)
        {
            Fill.Pointer(exempt, "nominalConcurrencyShares", 0);
            Fill.Pointer(exempt, "lendablePercent", 0);
        }
    }

    /// <inheritdoc/>
    protected override void CheckSpec(string name, ObjectNode spec, FieldErrors errors)
    {
        CheckFields(name, spec, errors);
        CheckMandatory(name, spec, errors);
    }

    private static void CheckMandatory(string name, ObjectNode spec, FieldErrors errors)
    {
        if (name == "catch-all" && !Node.DeepEquals(spec, FlowDefaults.MandatoryLevel(name)))
        {
            errors.Invalid(SpecPath, FlowText.OfLevel(spec), $"spec of '{name}' must equal the fixed value");
        }
        else if (name == "exempt")
        {
            // The figures of the exempt level are free.
            var free = (ObjectNode)spec.Clone();
            var mandatory = FlowDefaults.MandatoryLevel(name);
            if (free.Object("exempt") is not null)
            {
                free.Set("exempt", mandatory["exempt"]!);
            }

            if (!Node.DeepEquals(free, mandatory))
            {
                errors.Invalid(SpecPath, FlowText.OfLevel(spec),
                    $"spec of '{name}' except the 'spec.exempt' field must equal the fixed value");
            }
        }
    }

    private static void CheckFields(string name, ObjectNode spec, FieldErrors errors)
    {
        var type = spec.Str("type");
        if ((name == "exempt") != (type == "Exempt"))
        {
            errors.Invalid(SpecPath.Child("type"), type, "type must be 'Exempt' if and only if name is 'exempt'");
        }

        switch (type)
        {
            case "Exempt":
                CheckChoice(spec, "exempt", "limited", "must be nil if the type is not Limited", "Exempt", errors);
                CheckShares(spec.Object("exempt"), SpecPath.Child("exempt"), errors);
                CheckLendable(spec.Object("exempt"), SpecPath.Child("exempt"), errors);
                break;
            case "Limited":
                CheckChoice(spec, "limited", "exempt", "must be nil if the type is Limited", "Limited", errors);
                CheckLimited(spec.Object("limited"), SpecPath.Child("limited"), errors);
                break;
            default:
                errors.NotSupported(SpecPath.Child("type"), type, ["Exempt", "Limited"]);
                break;
        }
    }

    private static void CheckChoice(ObjectNode spec, string wanted, string other, string text, string type, FieldErrors errors)
    {
        if (spec.Object(other) is not null)
        {
            errors.Forbidden(SpecPath.Child(other), text);
        }

        if (spec.Object(wanted) is null)
        {
            errors.Required(SpecPath.Child(wanted), $"must not be empty when type is {type}");
        }
    }

    private static void CheckLimited(ObjectNode? limited, FieldPath path, FieldErrors errors)
    {
        if (limited is null)
        {
            return;
        }

        CheckShares(limited, path, errors);
        CheckResponse(limited.Object("limitResponse") ?? [], path.Child("limitResponse"), errors);
        CheckLendable(limited, path, errors);
        if (limited.Integer("borrowingLimitPercent") is < 0 and var borrowing)
        {
            errors.Invalid(path.Child("borrowingLimitPercent"), borrowing, "if specified, must be a non-negative integer");
        }
    }

    private static void CheckShares(ObjectNode? level, FieldPath path, FieldErrors errors)
    {
        if (level?.Integer("nominalConcurrencyShares") is < 0 and var shares)
        {
            errors.Invalid(path.Child("nominalConcurrencyShares"), shares, "must be a non-negative integer");
        }
    }

    private static void CheckLendable(ObjectNode? level, FieldPath path, FieldErrors errors)
    {
        if (level?.Integer("lendablePercent") is { } lendable and (< 0 or > 100))
        {
            errors.Invalid(path.Child("lendablePercent"), lendable, "must be between 0 and 100, inclusive");
        }
    }

    private static void CheckResponse(ObjectNode response, FieldPath path, FieldErrors errors)
    {
        var queuing = response.Object("queuing");
        switch (response.Str("type"))
        {
            case "Reject" when queuing is not null:
                errors.Forbidden(path.Child("queuing"), "must be nil if limited.limitResponse.type is not Limited");
                break;
            case "Queue" when queuing is null:
                errors.Required(path.Child("queuing"), "must not be empty if limited.limitResponse.type is Limited");
                break;
            case "Queue":
                CheckQueuing(queuing, path.Child("queuing"), errors);
                break;
            case "Reject":
                break;
            default:
                errors.NotSupported(path.Child("type"), response.Str("type"), ["Queue", "Reject"]);
                break;
        }
    }

    private static void CheckQueuing(ObjectNode queuing, FieldPath path, FieldErrors errors)
    {
        var length = queuing.Integer("queueLengthLimit") ?? 0;
        var queues = queuing.Integer("queues") ?? 0;
        var hand = queuing.Integer("handSize") ?? 0;
        if (length <= 0)
        {
            errors.Invalid(path.Child("queueLengthLimit"), length, "must be positive");
        }

        if (queues <= 0)
        {
            errors.Invalid(path.Child("queues"), queues, "must be positive");
        }
        else if (queues > MostQueues)
        {
            errors.Invalid(path.Child("queues"), queues, Text($"must not be greater than {MostQueues}"));
        }

        if (hand <= 0)
        {
            errors.Invalid(path.Child("handSize"), hand, "must be positive");
        }
        else if (hand > queues)
        {
            errors.Invalid(path.Child("handSize"), hand, Text($"should not be greater than queues ({queues})"));
        }
        else if (Math.Ceiling(Math.Log2(queues) * hand) > MostHashBits)
        {
            errors.Invalid(path.Child("handSize"), hand,
                Text($"required entropy bits of deckSize {queues} and handSize {hand} should not be greater than {MostHashBits}"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
