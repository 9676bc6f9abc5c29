using System.Text;

namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>Which resources are encrypted how: a configuration made ready for use. Immutable, swapped whole.</summary>
internal sealed class EncryptionPlan
{
    private const string OwnGroup = "internal.kubeapi";
    private const string OwnSecrets = "identities";
    private readonly Dictionary<(string Group, string Resource), CipherList> _lists;

    private EncryptionPlan(Dictionary<(string Group, string Resource), CipherList> lists) => _lists = lists;

    /// <summary>Nothing is encrypted, and nothing encrypted can be read.</summary>
    public static EncryptionPlan None { get; } = new([]);

    /// <summary>Builds the plan; equal resources of several entries join their providers, as in the original.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="kms">Gives the cipher of a KMS plug-in.</param>
    public static EncryptionPlan Build(EncryptionSettings settings, Func<KmsSettings, IRowCipher> kms)
    {
        var ciphers = new Dictionary<(string Group, string Resource), List<IRowCipher>>();
        foreach (var entry in settings.Resources)
        {
            List<IRowCipher> own = [.. entry.Providers.SelectMany(p => Ciphers(p, kms))];
            foreach (var resource in entry.Resources)
            {
                var name = Split(resource);
                if (!ciphers.TryGetValue(name, out var list))
                {
                    ciphers.Add(name, list = []);
                }

                list.AddRange(own);
            }
        }

        return new EncryptionPlan(ciphers.ToDictionary(c => c.Key, c => new CipherList(c.Value)));
    }

    /// <summary>The group and resource of an entry: "*." is every resource of the core group.</summary>
    public static (string Group, string Resource) Split(string resource) =>
        resource.IndexOf('.') is var dot and >= 0 ? (resource[(dot + 1)..], resource[..dot]) : ("", resource);

    /// <summary>
    /// How a collection is encrypted; null if it isn't. The server's own keys, which no path of the API leads to, count as Secrets.
    /// </summary>
    public CipherList? For(CollectionId id)
    {
        if (_lists.Count == 0)
        {
            return null;
        }

        var name = id is { Group: OwnGroup, Resource: OwnSecrets } ? ("", "secrets") : (id.Group, id.Resource);
        return _lists.GetValueOrDefault(name) ?? _lists.GetValueOrDefault((name.Item1, "*")) ?? _lists.GetValueOrDefault(("*", "*"));
    }

    private static IEnumerable<IRowCipher> Ciphers(ProviderSettings provider, Func<KmsSettings, IRowCipher> kms) => provider.Kind switch
    {
        "identity" => [new IdentityCipher()],
        "kms" => [kms(provider.Kms!)],
        _ => provider.Keys.Select(key => Keyed(provider.Kind, Encoding.UTF8.GetBytes($"k8s:enc:{provider.Kind}:v1:{key.Name}:"), key)),
    };

    private static IRowCipher Keyed(string kind, byte[] prefix, NamedKey key) => kind switch
    {
        "aescbc" => new AesCbcCipher(prefix, key.Secret),
        "aesgcm" => new AesGcmCipher(prefix, key.Secret),
        "secretbox" => new SecretboxCipher(prefix, key.Secret),
        _ => throw new ArgumentException($"there is no provider {kind}"),
    };
}
