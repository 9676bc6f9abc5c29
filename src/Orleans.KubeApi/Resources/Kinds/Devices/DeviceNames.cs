using System.Text;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Devices;

/// <summary>Names in resource.k8s.io, and lists of things with names.</summary>
internal static class DeviceNames
{
    private const int LongestPool = 253;
    private const int LongestId = 32;

    /// <summary>A pool: subdomains between slashes.</summary>
    public static void Pool(FieldErrors errors, FieldPath path, string name)
    {
        if (name.Length == 0)
        {
            errors.Required(path);
            return;
        }

        if (Encoding.UTF8.GetByteCount(name) > LongestPool)
        {
            errors.TooLong(path, LongestPool);
        }

        foreach (var part in name.Split('/'))
        {
            Names.Subdomain(errors, path, part);
        }
    }

    /// <summary>A name of an attribute or capacity: [domain/]identifier.</summary>
    public static void Qualified(FieldErrors errors, FieldPath path, string name)
    {
        var parts = name.Split('/');
        if (parts.Length > 2)
        {
            errors.Invalid(path, name, "must not contain more than one slash");
            return;
        }

        if (parts.Length == 1)
        {
            Identifier(errors, path, name);
            return;
        }

        if (parts[0].Length == 0)
        {
            errors.Invalid(path, "", "the domain must not be empty");
        }
        else
        {
            FieldChecks.DriverName(errors, path, parts[0]);
        }

        if (parts[1].Length == 0)
        {
            errors.Invalid(path, "", "the name must not be empty");
        }
        else
        {
            Identifier(errors, path, parts[1]);
        }
    }

    /// <summary>A name of an attribute with its domain.</summary>
    public static void FullyQualified(FieldErrors errors, FieldPath path, string name)
    {
        Qualified(errors, path, name);
        if (!name.Contains('/'))
        {
            errors.Invalid(path, name, "a fully qualified name must be a domain and a name separated by a slash");
        }
    }

    /// <summary>A UUID in lower case.</summary>
    public static void Uid(FieldErrors errors, FieldPath path, string uid)
    {
        if (!Guid.TryParse(uid, out _))
        {
            errors.Invalid(path, uid, uid.Length is 32 or 36 or 38 or 45
                ? "error validating uid: invalid UUID format" : $"error validating uid: invalid UUID length: {uid.Length}");
        }
        else if (uid.Length != 36 || uid != uid.ToLowerInvariant())
        {
            errors.Invalid(path, uid, "uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase " +
                "hexadecimal characters");
        }
    }

    /// <summary>Whether a list has no more elements than it may; else says so, and nothing more is to be checked.</summary>
    public static bool Fits(FieldErrors errors, FieldPath path, List<Node> list, int largest)
    {
        if (list.Count <= largest)
        {
            return true;
        }

        errors.TooMany(path, list.Count, largest);
        return false;
    }

    /// <summary>Duplicate for every element whose key was there before.</summary>
    public static void Unique(FieldErrors errors, FieldPath path, List<Node> list, Func<Node, string> key)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < list.Count; i++)
        {
            var name = key(list[i]);
            if (!seen.Add(name))
            {
                errors.Duplicate(path.Index(i), name);
            }
        }
    }

    private static void Identifier(FieldErrors errors, FieldPath path, string name)
    {
        if (Encoding.UTF8.GetByteCount(name) > LongestId)
        {
            errors.TooLong(path, LongestId);
        }

        FieldChecks.Report(errors, path, name, NameRules.CIdentifier(name));
    }
}
