using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Policy;

/// <summary>What a policy is configured with: the kind of its parameters, and a binding's reference to them.</summary>
internal static class ParamChecks
{
    private const string Exclusive = "name and selector are mutually exclusive";
    private static readonly string[] Actions = ["Deny", "Allow"];

    /// <summary>A policy's paramKind.</summary>
    public static void CheckKind(ObjectNode kind, FieldPath path, FieldErrors errors)
    {
        CheckVersion(kind.Str("apiVersion"), path.Child("apiVersion"), errors);
        var name = kind.Str("kind");
        if (name.Length == 0)
        {
            errors.Required(path.Child("kind"));
        }
        else if (NameRules.Label1035(name.ToLowerInvariant()) is { Count: > 0 } wrong)
        {
            errors.Invalid(path.Child("kind"), name,
                $"may have mixed case, but should otherwise match: {string.Join(',', wrong)}");
        }
    }

    /// <summary>A binding's paramRef; none is fine.</summary>
    public static void CheckReference(ObjectNode? reference, FieldPath path, FieldErrors errors)
    {
        if (reference is null)
        {
            return;
        }

        var name = reference.Str("name");
        var selector = reference.Object("selector");
        if (name.Length > 0)
        {
            FieldChecks.Report(errors, path.Child("name"), name, NameRules.PathSegment(name));

            if (selector is not null)
            {
                errors.Forbidden(path.Child("name"), Exclusive);
            }
        }

        SelectorRules.Check(selector, path.Child("selector"), errors);
        if (selector is not null && name.Length > 0)
        {
            errors.Forbidden(path.Child("selector"), Exclusive);
        }

        if (selector is null && name.Length == 0)
        {
            errors.Required(path, "one of name or selector must be specified");
        }

        var action = reference.Str("parameterNotFoundAction");
        if (action.Length == 0)
        {
            errors.Required(path.Child("parameterNotFoundAction"));
        }
        else if (!Actions.Contains(action))
        {
            errors.NotSupported(path.Child("parameterNotFoundAction"), action, Actions);
        }
    }

    private static void CheckVersion(string text, FieldPath path, FieldErrors errors)
    {
        if (text.Length == 0)
        {
            errors.Required(path);
            return;
        }

        var parts = text == "/" ? ["", ""] : text.Split('/');
        if (parts.Length > 2)
        {
            errors.Invalid(path, text, $"unexpected GroupVersion string: {text}");
            return;
        }

        var group = parts.Length == 2 ? parts[0] : "";
        if (group.Length > 0 && NameRules.Subdomain(group) is { Count: > 0 } wrongGroup)
        {
            errors.Invalid(path, group, string.Join(',', wrongGroup));
        }

        if (parts[^1].Length == 0)
        {
            errors.Invalid(path, text, "version must be specified");
        }
        else if (NameRules.Label1035(parts[^1]) is { Count: > 0 } wrong)
        {
            errors.Invalid(path, parts[^1], string.Join(',', wrong));
        }
    }
}
