using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Resources.Printing.CellText;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Webhook configurations and admission policies.</summary>
internal static class AdmissionCells
{
    public static KindTable Webhooks { get; } = new(
    [
        Column.ObjectName,
        new("Webhooks", "integer", "Webhooks indicates the number of webhooks registered in this configuration"),
        Column.Age,
    ],
    (obj, now) => [Name(obj), obj.Length("webhooks"), Age(obj, now)]);

    public static KindTable ValidatingPolicies { get; } = Policies(
        new("Validations", "integer", "Validations indicates the number of validation rules defined in this configuration"), "validations");

    public static KindTable MutatingPolicies { get; } = Policies(
        new("Mutations", "integer", "Mutation indicates the number of mutations rules defined in this configuration"), "mutations");

    public static KindTable Bindings { get; } = new(
    [
        Column.ObjectName,
        new("PolicyName", "string", "PolicyName indicates the policy definition which the policy binding binded to"),
        new("ParamRef", "string", "ParamRef indicates the param resource which sets the configuration param"),
        Column.Age,
    ],
    (obj, now) => [Name(obj), obj.Part("spec").Text("policyName") ?? "", Parameter(obj.Part("spec").Object("paramRef")), Age(obj, now)]);

    private static KindTable Policies(Column rules, string field) => new(
    [
        Column.ObjectName,
        rules,
        new("ParamKind", "string", "ParamKind specifies the kind of resources used to parameterize this policy"),
        Column.Age,
    ],
    (obj, now) =>
    {
        var spec = obj.Part("spec");
        var kind = spec.Object("paramKind");
        return [Name(obj), spec.Length(field), kind is null ? Unset : $"{kind.Text("apiVersion")}/{kind.Text("kind")}", Age(obj, now)];
    });

    private static string Parameter(ObjectNode? reference)
    {
        var name = reference?.Text("name").Or("") ?? "";
        if (name.Length > 0)
        {
            // Whether the parameter is cluster-scoped can't be told from here.
            return $"{reference!.Text("namespace").Or("*")}/{name}";
        }

        return reference?.Object("selector") is { } selector ? SelectorText.OfStruct(selector) : Unset;
    }
}
