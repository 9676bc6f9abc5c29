using System.Security.Cryptography;
using System.Text;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Catalog;

/// <summary>The resources that Kubernetes v1.37 serves by default, read from the embedded <c>Facts/resources.txt</c>.</summary>
internal static class BuiltInCatalog
{
    /// <summary>Builds the table. Types are parsed when they are first used, so this takes a few milliseconds, cold.</summary>
    public static ResourceCatalog Load() => new(new Parser().Read(TypeLibrary.EmbeddedText("resources.txt")));

    /// <summary>base64(sha256("group/version/kind")[:8]), as discovery shows it.</summary>
    public static string StorageVersionHash(GroupVersionKind kind)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{kind.Group}/{kind.Version}/{kind.Kind}"), hash);
        return Convert.ToBase64String(hash[..8]);
    }

    private sealed class Parser
    {
        private static readonly string[] StandardVerbs =
            ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

        private readonly List<ResourceType> _read = [];
        private string _group = "";
        private string _version = "";
        private string _model = "";

        public IReadOnlyList<ResourceType> Read(string text)
        {
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                switch (words[0])
                {
                    case "#":
                        break;
                    case "group":
                        (_group, _version) = (Group(words[1]), words[2]);
                        break;
                    case "model":
                        _model = words[1];
                        break;
                    case "resource":
                        _read.Add(Resource(words));
                        break;
                    default:
                        _read[^1] = Detail(_read[^1], words);
                        break;
                }
            }

            return [.. _read.Select(WithStorage)];
        }

        private static string Group(string word) => word == "\"\"" ? "" : word;

        private static IReadOnlyList<string> Verbs(string word) => word == "*" ? StandardVerbs : word.Split(',');

        private ResourceType Resource(string[] words)
        {
            var kind = new GroupVersionKind(_group, _version, words[2]);
            var resource = new GroupResource(_group, words[1]);
            return new ResourceType
            {
                Kind = kind,
                Resource = resource,
                Singular = words[3],
                Namespaced = words[4] == "namespace",
                Verbs = Verbs(words[5]),
                Schema = Type($"{_model}.{words[2]}") ?? throw new InvalidOperationException($"no type for {kind}"),
                Collection = resource,
                StorageKind = kind,
                SelectableFields = new Dictionary<string, string>
                {
                    ["metadata.name"] = "metadata.name",
                    ["metadata.namespace"] = "metadata.namespace",
                },
                Traits = new WriteTraits { UnconditionalUpdate = false },
            };
        }

        private ResourceType Detail(ResourceType type, string[] words) => words[0] switch
        {
            "short" => type with { ShortNames = words[1..] },
            "categories" => type with { Categories = words[1..] },
            "sub" => type with { Subresources = [.. type.Subresources, Subresource(type, words)] },
            "select" => Selectable(type, words[1..]),
            "deprecated" => type with { Deprecation = string.Join(' ', words[1..]) },
            "write" => Written(type, words[1..]),
            "stored" => type with
            {
                StorageKind = new GroupVersionKind(Group(words[1]), words[2], words[3]),
                Collection = new GroupResource(Group(words[1]), words[4]),
            },
            _ => throw new InvalidOperationException($"resources.txt: {words[0]}?"),
        };

        private SubresourceType Subresource(ResourceType type, string[] words)
        {
            // A kind of another group is written as its full type name, …<group>.<version>.<kind>.
            var parts = words[2].Split('.');
            var kind = parts.Length == 1
                ? type.Kind with { Kind = words[2] }
                : new GroupVersionKind(parts[^3] == "authentication" ? "authentication.k8s.io" : parts[^3], parts[^2], parts[^1]);
            return new SubresourceType(words[1], kind, Verbs(words[3]), Type(parts.Length == 1 ? $"{_model}.{words[2]}" : words[2]));
        }

        // field, field=path where they differ, either followed by :default.
        private static ResourceType Selectable(ResourceType type, string[] words)
        {
            var fields = new Dictionary<string, string>(type.SelectableFields);
            var defaults = new Dictionary<string, string>();
            foreach (var word in words)
            {
                var parts = word.Split(':');
                var names = parts[0].Split('=');
                fields[names[0]] = names[^1];
                if (parts.Length > 1)
                {
                    defaults[names[0]] = parts[1];
                }
            }

            return type with { SelectableFields = fields, SelectableDefaults = defaults };
        }

        private static ResourceType Written(ResourceType type, string[] words)
        {
            if (words.Contains("no-namespace-selector"))
            {
                type = type with { SelectableFields = type.SelectableFields.Where(f => f.Key != "metadata.namespace").ToDictionary() };
            }

            var rule = words.FirstOrDefault(w => w.StartsWith("name=", StringComparison.Ordinal));
            return type with
            {
                Traits = new WriteTraits
                {
                    StatusSubresource = words.Contains("status"),
                    Generation = words.Contains("generation") || words.Contains("generation=0"),
                    FirstGeneration = words.Contains("generation=0") ? 0 : 1,
                    UnconditionalUpdate = words.Contains("unconditional"),
                    CreateOnUpdate = words.Contains("create-on-update"),
                    DeleteReturnsObject = words.Contains("delete-object"),
                    OrphanByDefault = words.Contains("orphan"),
                    NameRule = rule is null ? "subdomain" : rule["name=".Length..],
                },
            };
        }

        private ResourceType WithStorage(ResourceType type)
        {
            var (to, from) = VersionConversion.Between(type, _read.Single(t => t.Kind == type.StorageKind));
            return type with
            {
                StorageVersionHash = type.Allows("delete") ? StorageVersionHash(type.StorageKind) : "",
                ToStorage = to,
                FromStorage = from,
            };
        }

        private TypeSchema? Type(string fullName) => TypeLibrary.BuiltIn.Find(fullName);
    }
}
