using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>The paths of an Ingress and where they lead.</summary>
internal static class IngressBackends
{
    private static readonly string[] PathTypes = ["Exact", "ImplementationSpecific", "Prefix"];
    private static readonly string[] BadParts = ["//", "/./", "/../", "%2f", "%2F"];
    private static readonly string[] BadEnds = ["/..", "/."];

    /// <summary>The HTTP part of a rule, null if it has none.</summary>
    public static void CheckPaths(ObjectNode? http, FieldPath path, FieldErrors errors)
    {
        if (http is null)
        {
            return;
        }

        var paths = http.Items("paths");
        if (paths.Count == 0)
        {
            errors.Required(path.Child("paths"));
        }

        for (var i = 0; i < paths.Count; i++)
        {
            CheckPath((ObjectNode)paths[i], path.Child("paths").Index(i), errors);
        }
    }

    /// <summary>A service or another resource.</summary>
    public static void Check(ObjectNode backend, FieldPath path, FieldErrors errors)
    {
        var resource = backend.Object("resource");
        var service = backend.Object("service");
        if (resource is not null && service is not null)
        {
            errors.Invalid(path, "", "cannot set both resource and service backends");
        }
        else if (resource is not null)
        {
            CheckReference(resource, path.Child("resource"), errors);
        }
        else if (service is not null)
        {
            CheckService(service, path, errors);
        }
        else
        {
            errors.Invalid(path, "", "resource or service backend is required");
        }
    }

    /// <summary>A reference to an object of any kind by name.</summary>
    public static void CheckReference(ObjectNode reference, FieldPath path, FieldErrors errors)
    {
        if (reference.Text("apiGroup") is { } group)
        {
            FieldChecks.Report(errors, path.Child("apiGroup"), group, NameRules.Subdomain(group));
        }

        Segment(reference, "kind", path, errors);
        Segment(reference, "name", path, errors);
    }

    /// <summary>A required member that must be one path segment.</summary>
    public static void Segment(ObjectNode node, string name, FieldPath path, FieldErrors errors)
    {
        var text = node.Text(name) ?? "";
        if (text.Length == 0)
        {
            errors.Required(path.Child(name));
        }
        else
        {
            FieldChecks.Report(errors, path.Child(name), text, NameRules.PathSegment(text));
        }
    }

    private static void CheckPath(ObjectNode item, FieldPath path, FieldErrors errors)
    {
        var text = item.Text("path") ?? "";
        switch (item.Text("pathType"))
        {
            case null:
                errors.Required(path.Child("pathType"), "pathType must be specified");
                return;
            case "Exact" or "Prefix":
                CheckText(text, path.Child("path"), errors);
                break;
            case "ImplementationSpecific":
                if (text.Length > 0 && text[0] != '/')
                {
                    errors.Invalid(path.Child("path"), text, "must be an absolute path");
                }

                break;
            case { } other:
                errors.NotSupported(path.Child("pathType"), other, PathTypes);
                break;
        }

        Check(item.Object("backend") ?? [], path.Child("backend"), errors);
    }

    private static void CheckText(string text, FieldPath path, FieldErrors errors)
    {
        if (!text.StartsWith('/'))
        {
            errors.Invalid(path, text, "must be an absolute path");
        }

        foreach (var part in BadParts)
        {
            if (text.Contains(part, StringComparison.Ordinal))
            {
                errors.Invalid(path, text, $"must not contain '{part}'");
            }
        }

        foreach (var end in BadEnds)
        {
            if (text.EndsWith(end, StringComparison.Ordinal))
            {
                errors.Invalid(path, text, $"cannot end with '{end}'");
            }
        }
    }

    private static void CheckService(ObjectNode service, FieldPath path, FieldErrors errors)
    {
        var name = service.Text("name") ?? "";
        var at = path.Child("service", "name");
        if (name.Length == 0)
        {
            errors.Required(at);
        }
        else
        {
            FieldChecks.Report(errors, at, name, NameRules.Label(name));
        }

        var port = service.Object("port");
        var portName = port?.Text("name") ?? "";
        var number = NetForms.Number(port, "number");
        if (portName.Length > 0 && number != 0)
        {
            errors.Invalid(path, "", "cannot set both port name & port number");
        }
        else if (portName.Length > 0)
        {
            NetForms.PortName(portName, path.Child("service", "port").Child("name"), errors);
        }
        else if (number != 0)
        {
            NetForms.PortNumber(number, path.Child("service", "port").Child("number"), errors);
        }
        else
        {
            errors.Required(path, "port name or number is required");
        }
    }
}
