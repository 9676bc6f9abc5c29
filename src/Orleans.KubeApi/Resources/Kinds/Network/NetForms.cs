using System.Globalization;
using System.Text.RegularExpressions;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>Checks that several kinds of this area share, with the original's texts.</summary>
internal static partial class NetForms
{
    /// <summary>The protocols of a port, in the order in which errors list them.</summary>
    public static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];

    /// <summary>Where the points stand that a load balancer reported.</summary>
    public static readonly FieldPath PointsPath = FieldPath.Of("status").Child("loadBalancer", "ingress");

    private const string WildcardText =
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case " +
        "alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is " +
        "'\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    /// <summary>A port number, 1 to 65535.</summary>
    public static void PortNumber(long port, FieldPath path, FieldErrors errors)
    {
        if (port is < 1 or > 65535)
        {
            errors.Invalid(path, port, "must be between 1 and 65535, inclusive");
        }
    }

    /// <summary>A port number or the name of a container's port.</summary>
    public static void PortNumberOrName(Node? port, FieldPath path, FieldErrors errors)
    {
        if (port is TextNode name)
        {
            PortName(name.Value, path, errors);
        }
        else
        {
            PortNumber((port as NumberNode)?.AsInteger() ?? 0, path, errors);
        }
    }

    /// <summary>An IANA service name.</summary>
    public static void PortName(string name, FieldPath path, FieldErrors errors)
    {
        if (name.Length > 15)
        {
            errors.Invalid(path, name, "must be no more than 15 characters");
        }

        if (!PortNameForm().IsMatch(name))
        {
            errors.Invalid(path, name, "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }

        if (!LetterForm().IsMatch(name))
        {
            errors.Invalid(path, name, "must contain at least one letter (a-z)");
        }

        if (name.Contains("--", StringComparison.Ordinal))
        {
            errors.Invalid(path, name, "must not contain consecutive hyphens");
        }

        if (name.Length > 0 && (name[0] == '-' || name[^1] == '-'))
        {
            errors.Invalid(path, name, "must not begin or end with a hyphen");
        }
    }

    /// <summary>A required protocol.</summary>
    public static void Protocol(string? protocol, FieldPath path, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(protocol))
        {
            errors.Required(path);
        }
        else if (protocol is not ("TCP" or "UDP" or "SCTP"))
        {
            errors.NotSupported(path, protocol, Protocols);
        }
    }

    /// <summary>A host name with a leading "*.".</summary>
    public static List<string> Wildcard(string host)
    {
        var wrong = new List<string>();
        if (host.Length > 253)
        {
            wrong.Add("must be no more than 253 characters");
        }

        if (!WildcardForm().IsMatch(host))
        {
            wrong.Add(WildcardText);
        }

        return wrong;
    }

    /// <summary>A domain name of at least two labels; one trailing dot is allowed.</summary>
    public static void FullDomain(string name, FieldPath path, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Required(path);
            return;
        }

        name = name[^1] == '.' ? name[..^1] : name;
        var labels = name.Split('.');
        if (NameRules.Subdomain(name) is { Count: > 0 } wrong)
        {
            errors.Invalid(path, name, string.Join(",", wrong));
        }
        else if (labels.Length < 2)
        {
            errors.Invalid(path, name, "should be a domain with at least two segments separated by dots");
        }
        else if (labels.FirstOrDefault(l => l.Length > 63) is { } label)
        {
            errors.Invalid(path, label, string.Join(",", NameRules.Label(label)));
        }
    }

    /// <summary>"domain/path", as controllers name themselves.</summary>
    public static void DomainPath(string text, FieldPath path, FieldErrors errors)
    {
        var at = text.IndexOf('/', StringComparison.Ordinal);
        if (at <= 0 || at == text.Length - 1)
        {
            errors.Invalid(path, text, "must be a domain-prefixed path (such as \"acme.io/foo\")");
            return;
        }

        FieldChecks.Report(errors, path, text[..at], NameRules.Subdomain(text[..at]));
        if (!HttpPathForm().IsMatch(text[(at + 1)..]))
        {
            errors.Invalid(path, text[(at + 1)..],
                "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')");
        }
    }

    /// <summary>
    /// What a load balancer reported: addresses and host names of a Service or an Ingress (whose entries have no ipMode).
    /// </summary>
    public static void LoadBalancerPoints(ObjectNode tree, ObjectNode old, FieldErrors errors, bool hasMode)
    {
        var known = Points(old).OfType<ObjectNode>().Select(p => p.Text("ip") ?? "").ToHashSet();
        var points = Points(tree);
        for (var i = 0; i < points.Count; i++)
        {
            LoadBalancerPoint((ObjectNode)points[i], known, PointsPath.Index(i), errors, hasMode);
        }
    }

    /// <summary>The points that a load balancer reported.</summary>
    public static List<Node> Points(ObjectNode tree) => (tree.Object("status")?.Object("loadBalancer")).Items("ingress");

    private static void LoadBalancerPoint(
        ObjectNode point, HashSet<string> oldAddresses, FieldPath path, FieldErrors errors, bool hasMode)
    {
        var ip = point.Text("ip") ?? "";
        var mode = point.Text("ipMode");
        if (ip.Length > 0 && !oldAddresses.Contains(ip))
        {
            AddressRules.CheckLegacy(ip, path.Child("ip"), errors);
        }

        if (hasMode)
        {
            if (ip.Length > 0 && mode is null)
            {
                errors.Required(path.Child("ipMode"), "must be specified when `ip` is set");
            }
            else if (ip.Length == 0 && mode is not null)
            {
                errors.Forbidden(path.Child("ipMode"), "may not be specified when `ip` is not set");
            }
            else if (mode is not null and not ("VIP" or "Proxy"))
            {
                errors.NotSupported(path.Child("ipMode"), mode, ["Proxy", "VIP"]);
            }
        }

        if (point.Text("hostname") is { Length: > 0 } host)
        {
            FieldChecks.Report(errors, path.Child("hostname"), host, NameRules.Subdomain(host));
            if (IpText.TryParse(host, out _))
            {
                errors.Invalid(path.Child("hostname"), host, "must be a DNS name, not an IP address");
            }
        }
    }

    /// <summary>A number of a tree, 0 if it is absent.</summary>
    public static long Number(ObjectNode? node, string name) => node?.Integer(name) ?? 0;

    /// <summary>A number as text.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A[-a-z0-9]+\z")]
    private static partial Regex PortNameForm();

    [GeneratedRegex("[a-z]")]
    private static partial Regex LetterForm();

    [GeneratedRegex(@"\A\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex WildcardForm();

    [GeneratedRegex(@"\A[A-Za-z0-9/\-._~%!$&'()*+,;=:]+\z")]
    private static partial Regex HttpPathForm();
}
