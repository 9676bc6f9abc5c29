using System.Globalization;
using System.Text.RegularExpressions;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Storage.Encryption;

namespace Orleans.KubeApi.Hosting.Encryption;

/// <summary>
/// Reads an EncryptionConfiguration (apiserver.config.k8s.io/v1) with the original's checks and texts (apiserver
/// <c>pkg/apis/apiserver/validation/validation_encryption.go</c>). Fields it doesn't know are errors, as in the original. Keys are never
/// part of a message.
/// </summary>
internal sealed partial class EncryptionConfigurationReader
{
    private const string Group = "apiserver.config.k8s.io/v1";
    private static readonly TimeSpan KmsTimeout = TimeSpan.FromSeconds(3);
    private static readonly string[] Kinds = ["kms", "aesgcm", "aescbc", "secretbox", "identity"];
    private static readonly int[] AesSizes = [16, 24, 32];
    private static readonly int[] SecretboxSizes = [32];
    private static readonly string[] NotServed = ["apiserveripinfo", "serviceipallocations", "servicenodeportallocations"];
    private readonly ConfigurationReader _reader = new();
    private readonly HashSet<string> _plugins = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Group, string Resource), string> _earlier = [];

    private EncryptionConfigurationReader()
    {
    }

    /// <summary>The settings in a document.</summary>
    /// <exception cref="FormatException">Something is wrong; the message names everything.</exception>
    public static EncryptionSettings Read(Node document)
    {
        var root = ConfigurationReader.Root(document, "EncryptionConfiguration", Group);
        var reader = new EncryptionConfigurationReader();
        var settings = new EncryptionSettings([.. reader.Entries(root)]);
        reader._reader.ThrowIfWrong();
        return settings;
    }

    private List<ResourceEncryption> Entries(ObjectNode root)
    {
        _reader.Known(root, "", "kind", "apiVersion", "metadata", "resources");
        List<ResourceEncryption> entries = [];
        foreach (var (entry, path) in Objects(root, "resources", ""))
        {
            _reader.Known(entry, path, "resources", "providers");
            var resources = Resources(entry, path);
            List<ProviderSettings> providers = [.. Objects(entry, "providers", path).Select(p => Provider(p.Item, p.Path))
                .OfType<ProviderSettings>()];
            entries.Add(new ResourceEncryption(resources, providers));
        }

        return entries;
    }

    private List<string> Resources(ObjectNode entry, string of)
    {
        var path = ConfigurationReader.At(of, "resources");
        Need(entry, "resources", of, path);
        var names = _reader.Texts(entry, "resources", of);
        for (var i = 0; i < names.Count; i++)
        {
            if (Complaint(names[i]) is { } complaint)
            {
                Refuse($"{path}[{i}]", names[i], complaint);
            }
        }

        CheckOverlap(names, path);
        foreach (var name in names)
        {
            CheckMasked(name, path);
        }

        foreach (var name in names)
        {
            _earlier.TryAdd(EncryptionPlan.Split(name), name);
        }

        return names;
    }

    private static string? Complaint(string resource)
    {
        var (group, name) = EncryptionPlan.Split(resource);
        return resource.Any(char.IsUpper) ? "resource name should not contain capital letters"
            : resource == "*" ? "use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources"
            : name.Length == 0 ? "a resource name is missing"
            : NotServed.Contains(resource, StringComparer.Ordinal) ? "resources which do not have REST API/s cannot be encrypted"
            : group == "events.k8s.io"
                ? "'*.events.k8s.io' objects are stored using the 'events' API group in etcd. Use 'events' instead in the config file"
            : group == "extensions" ? "'extensions' group has been removed and cannot be used for encryption"
            : group == "*" && name != "*" ? "encrypting the same resource across groups is not supported" : null;
    }

    private void CheckOverlap(List<string> names, string path)
    {
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Count)
        {
            _reader.Complain(path, "the same resource cannot be specified multiple times");
        }

        List<(string Group, string Resource)> split = [.. names.Distinct(StringComparer.Ordinal).Select(EncryptionPlan.Split)];
        if (split.Count > 1 && split.Any(a => a == ("*", "*") || (a.Resource == "*" && split.Any(b => b != a && b.Group == a.Group))))
        {
            _reader.Complain(path, "using overlapping resources such as 'secrets' and '*.' in the same resource list is not allowed as "
                + "they will be masked");
        }
    }

    private void CheckMasked(string name, string path)
    {
        var (group, _) = EncryptionPlan.Split(name);
        foreach (var all in new[] { (group, "*"), ("*", "*") })
        {
            if (_earlier.TryGetValue(all, out var rule))
            {
                _reader.Complain(path, $"resource {GoText.Quote(name)} is masked by earlier rule {GoText.Quote(rule)}");
                return;
            }
        }
    }

    private ProviderSettings? Provider(ObjectNode provider, string path)
    {
        _reader.Known(provider, path, Kinds);
        List<string> given = [.. Kinds.Where(kind => provider[kind] is not (null or NullNode))];
        if (given.Count != 1)
        {
            _reader.Complain(path, given.Count == 0
                ? "provider does not contain any of the expected providers: KMS, AESGCM, AESCBC, Secretbox, Identity"
                : "more than one provider specified in a single element, should split into different list elements");
            return null;
        }

        var kind = given[0];
        path = $"{path}.{kind}";
        if (provider[kind] is not ObjectNode body)
        {
            _reader.Complain(path, "must be an object");
            return null;
        }

        switch (kind)
        {
            case "identity":
                _reader.Known(body, path);
                return new ProviderSettings(kind, []);
            case "kms":
                return new ProviderSettings(kind, [], Kms(body, path));
            default:
                _reader.Known(body, path, "keys");
                var sizes = kind == "secretbox" ? SecretboxSizes : AesSizes;
                return new ProviderSettings(kind, [.. Objects(body, "keys", path, "keys").Select(k => Key(k.Item, k.Path, sizes))
                    .OfType<NamedKey>()]);
        }
    }

    private NamedKey? Key(ObjectNode key, string path, int[] sizes)
    {
        _reader.Known(key, path, "name", "secret");
        var name = _reader.Text(key, "name", path);
        var text = _reader.Text(key, "secret", path);
        if (name.Length == 0)
        {
            _reader.Complain($"{path}.name", "name is a mandatory field for a key");
        }
        else if (name.Contains(':', StringComparison.Ordinal))
        {
            // The original takes it, and then may find another key's name in the prefix of a body.
            Refuse($"{path}.name", name, "must not contain ':'");
        }

        if (text.Length == 0)
        {
            _reader.Complain($"{path}.secret", "secret is a mandatory field for a key");
            return null;
        }

        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
        {
            _reader.Complain($"{path}.secret", "secrets must be base64 encoded");
            return null;
        }

        if (!sizes.Contains(length))
        {
            _reader.Complain($"{path}.secret",
                $"secret is not of the expected length, got {length}, expected one of [{string.Join(' ', sizes)}]");
        }

        return new NamedKey(name, bytes[..length]);
    }

    private KmsSettings Kms(ObjectNode kms, string path)
    {
        _reader.Known(kms, path, "apiVersion", "name", "cachesize", "endpoint", "timeout");
        var name = _reader.Text(kms, "name", path);
        if (name.Length == 0)
        {
            _reader.Complain($"{path}.name", "name is a mandatory field for a provider");
        }
        else if (name.Contains(':', StringComparison.Ordinal))
        {
            Refuse($"{path}.name", name, $"invalid KMS provider name {name}, must not contain ':'");
        }
        else if (!_plugins.Add(name))
        {
            Refuse($"{path}.name", name, $"duplicate KMS provider name {name}, names must be unique");
        }

        if (_reader.Text(kms, "apiVersion", path) is var version && version != "v2")
        {
            Refuse($"{path}.apiVersion", version, "only v2 is supported; v1, which is also meant by no version, is deprecated");
        }

        if (kms["cachesize"] is not (null or NullNode))
        {
            _reader.Complain($"{path}.cachesize", "cachesize is not supported in v2");
        }

        return new KmsSettings(name, Socket(kms, path), Timeout(kms, path));
    }

    private string Socket(ObjectNode kms, string path)
    {
        const string scheme = "unix://";
        var endpoint = _reader.Text(kms, "endpoint", path);
        if (endpoint.Length == 0)
        {
            _reader.Complain($"{path}.endpoint", "endpoint is a mandatory field for a kms");
            return "";
        }

        // unix:///path and, for an abstract socket of Linux, unix:///@name.
        if (!endpoint.StartsWith(scheme + "/", StringComparison.Ordinal) || endpoint.Length <= scheme.Length + 1)
        {
            var given = endpoint.Split(':')[0];
            Refuse($"{path}.endpoint", endpoint, $"unsupported scheme {GoText.Quote(given)} for KMS provider, only unix is supported");
            return "";
        }

        var socket = endpoint[scheme.Length..];
        return socket.StartsWith("/@", StringComparison.Ordinal) ? "\0" + socket[2..] : socket;
    }

    private TimeSpan Timeout(ObjectNode kms, string path)
    {
        var text = _reader.Text(kms, "timeout", path);
        if (text.Length == 0)
        {
            return KmsTimeout;
        }

        var parts = Duration().Matches(text);
        var seconds = parts.Sum(part => double.Parse(part.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * part.Groups[2].Value switch
        {
            "h" => 3600,
            "m" => 60,
            "s" => 1,
            _ => 1e-3,
        });
        if (parts.Sum(p => p.Length) != text.Length || seconds is <= 0 or > 3600)
        {
            Refuse($"{path}.timeout", text, "timeout should be a positive value such as 3s, at most 1h");
            return KmsTimeout;
        }

        return TimeSpan.FromSeconds(seconds);
    }

    // As in the original: a list that is empty is a mistake of its own.
    private List<(ObjectNode Item, string Path)> Objects(ObjectNode node, string name, string path, string? what = null)
    {
        Need(node, name, path, what ?? ConfigurationReader.At(path, name));
        return [.. _reader.Objects(node, name, path)];
    }

    private void Need(ObjectNode node, string name, string path, string what) => _reader.Check(
        node[name] is not (null or NullNode or ArrayNode { Items.Count: 0 }), ConfigurationReader.At(path, name),
        $"at least one {what} is required");

    private void Refuse(string path, string value, string why) => _reader.Complain(path, $"Invalid value: {GoText.Quote(value)}: {why}");

    [GeneratedRegex(@"\G([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)")]
    private static partial Regex Duration();
}
