using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of a container's environment: single variables and whole sources.</summary>
internal static class EnvironmentChecks
{
    private static readonly string[] Sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];

    /// <summary>Checks the variables.</summary>
    public static void Variables(List<Node> variables, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < variables.Count; i++)
        {
            var variable = variables[i].Obj();
            var name = variable.Str("name");
            if (name.Length == 0)
            {
                errors.Required(path.Index(i).Child("name"));
            }
            else
            {
                Names.EnvironmentVariable(errors, path.Index(i).Child("name"), name);
            }

            if (variable.Object("valueFrom") is { } source)
            {
                Source(variable, source, path.Index(i).Child("valueFrom"), errors);
            }
        }
    }

    /// <summary>Checks the sources of many variables.</summary>
    public static void From(List<Node> sources, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < sources.Count; i++)
        {
            var source = sources[i].Obj();
            var at = path.Index(i);
            if (source.Str("prefix").Length > 0)
            {
                Names.EnvironmentVariable(errors, at.Child("prefix"), source.Str("prefix"));
            }

            var count = Named(source.Object("configMapRef"), at.Child("configMapRef"), errors)
                + Named(source.Object("secretRef"), at.Child("secretRef"), errors);
            if (count == 0)
            {
                errors.Invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
            }
            else if (count > 1)
            {
                errors.Invalid(path, "", "may not have more than one field specified at a time");
            }
        }
    }

    private static int Named(ObjectNode? reference, FieldPath path, FieldErrors errors)
    {
        if (reference is null)
        {
            return 0;
        }

        var name = reference.Str("name");
        if (name.Length == 0)
        {
            errors.Required(path.Child("name"));
        }
        else if (!Names.IsSubdomain(name))
        {
            // The original takes it for the start of a generated name: a hyphen at the end is fine.
            var masked = name.Length > 1 && name.EndsWith('-') ? $"{name[..^2]}a" : name;
            FieldChecks.Report(errors, path.Child("name"), name, NameRules.Subdomain(masked));
        }

        return 1;
    }

    private static void Source(ObjectNode variable, ObjectNode source, FieldPath path, FieldErrors errors)
    {
        var count = 0;
        foreach (var kind in Sources)
        {
            if (source.Object(kind) is { } reference)
            {
                count++;
                One(kind, reference, path.Child(kind), errors);
            }
        }

        if (count == 0)
        {
            errors.Invalid(path, "",
                "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
        }
        else if (variable.Str("value").Length > 0)
        {
            errors.Invalid(path, "", "may not be specified when `value` is not empty");
        }
        else if (count > 1)
        {
            errors.Invalid(path, "", "may not have more than one field specified at a time");
        }
    }

    private static void One(string kind, ObjectNode reference, FieldPath path, FieldErrors errors)
    {
        switch (kind)
        {
            case "fieldRef":
                FieldReferenceChecks.Field(reference, FieldReferenceChecks.VariableFields, path, errors);
                break;
            case "resourceFieldRef":
                FieldReferenceChecks.Resource(reference, path, isVolume: false, errors);
                break;
            case "fileKeyRef":
                File(reference, path, errors);
                break;
            default:
                Names.Subdomain(errors, path, "name", reference.Str("name"));
                Key(reference, path.Child("key"), errors);
                break;
        }
    }

    private static void Key(ObjectNode reference, FieldPath path, FieldErrors errors)
    {
        if (reference.Str("key").Length == 0)
        {
            errors.Required(path);
        }
        else
        {
            Names.ConfigMapKey(errors, path, reference.Str("key"));
        }
    }

    private static void File(ObjectNode reference, FieldPath path, FieldErrors errors)
    {
        if (reference.Str("key").Length == 0)
        {
            errors.Required(path.Child("key"));
        }
        else
        {
            Names.EnvironmentVariable(errors, path.Child("key"), reference.Str("key"));
        }

        if (reference.Str("volumeName").Length == 0)
        {
            errors.Required(path.Child("volumeName"));
        }
        else
        {
            Names.Label(errors, path, "volumeName", reference.Str("volumeName"));
        }

        if (reference.Str("path").Length == 0)
        {
            errors.Required(path.Child("path"));
        }
        else
        {
            FilePaths.NoBacksteps(errors, path.Child("path"), reference.Str("path"));
        }
    }
}
