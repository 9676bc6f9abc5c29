using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;
using Xunit;

namespace Orleans.KubeApi.Tests.Golden;

/// <summary>
/// The bytes of every served kind on the wire. <c>forms.txt</c> has size and digest of each kind's three forms, <c>samples/</c> some of
/// them in full, to look at. A change here is a change for clients and for stored objects: <c>UPDATE_GOLDEN=1</c> rewrites the files,
/// nothing else does.
/// </summary>
public sealed class GoldenBytesTests
{
    private static readonly string[] Samples = ["ConfigMap", "Pod", "Service", "Lease", "HorizontalPodAutoscaler", "Event"];
    private static readonly ResourceCatalog Catalog = BuiltInCatalog.Load();

    private static IEnumerable<ResourceType> Kinds =>
        Catalog.Types.DistinctBy(t => t.Kind).OrderBy(t => t.Kind.ToString(), StringComparer.Ordinal);

    private static bool IsUpdate => Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    [Fact]
    public void Kinds_FullObjects_AreTheGoldenBytes()
    {
        var listing = new StringBuilder();
        foreach (var type in Kinds)
        {
            var forms = Forms(FullObject.Of(type), type);
            listing.Append(type.Kind.ApiVersion).Append(' ').Append(type.Kind.Kind);
            foreach (var (name, bytes) in forms)
            {
                var digest = Convert.ToHexStringLower(SHA256.HashData(bytes))[..24];
                listing.Append(' ').Append(name).Append(' ').Append(bytes.Length).Append(' ').Append(digest);
            }

            listing.Append('\n');
        }

        Verify("forms.txt", Encoding.UTF8.GetBytes(listing.ToString()));
    }

    [Fact]
    public void Samples_InFull_AreTheGoldenBytes()
    {
        foreach (var type in Kinds.Where(t => Samples.Contains(t.Kind.Kind)))
        {
            foreach (var (name, bytes) in Forms(FullObject.Of(type), type))
            {
                var version = type.Kind.ApiVersion.Replace('/', '_');
                Verify(Path.Combine("samples", $"{version}.{type.Kind.Kind}.{name}"), bytes);
            }
        }
    }

    [Fact]
    public void Kinds_FullObjects_SurviveEveryForm()
    {
        Assert.All(Kinds, type =>
        {
            var full = FullObject.Of(type);
            var json = Encoding.UTF8.GetString(full.ToUtf8());
            var forms = Forms(full, type).ToDictionary(f => f.Name, f => f.Bytes, StringComparer.Ordinal);
            Assert.Equal(json, Canonical(NodeReader.Parse(forms["json"]), type));
            Assert.Equal(json, Canonical(YamlReader.Read(forms["yaml"]), type));
            var envelope = ProtobufEnvelope.Open(forms["pb"]);
            var back = ProtobufReader.Decode(envelope.Raw, type.Schema);
            back.Set("kind", envelope.Kind);
            back.Set("apiVersion", envelope.ApiVersion);
            Assert.Equal(json, Canonical(back, type));
        });
    }

    [Fact]
    public void Kinds_FullObjects_AreKnownToStrictDecoding() => Assert.All(
        Kinds, type => Assert.Empty(ObjectDecoder.Decode(FullObject.Of(type).ToUtf8(), type.Schema).Problems));

    private static (string Name, byte[] Bytes)[] Forms(ObjectNode full, ResourceType type)
    {
        var json = full.ToUtf8();
        return
        [
            ("json", json),
            ("yaml", YamlWriter.Write(full)),
            ("pb", new ProtobufEnvelopeWriter(type.Kind).Wrap(ProtobufWriter.Write(json, type.Schema))),
        ];
    }

    private static string Canonical(Node node, ResourceType type) =>
        Encoding.UTF8.GetString(ObjectDecoder.Canonicalize((ObjectNode)node, type.Schema).Object.ToUtf8());

    private static void Verify(string name, byte[] bytes, [CallerFilePath] string source = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(source)!, name);
        if (IsUpdate)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, bytes);
        }

        Assert.True(File.Exists(file), $"no golden bytes {name}: set UPDATE_GOLDEN=1 once");
        Assert.True(File.ReadAllBytes(file).AsSpan().SequenceEqual(bytes), $"{name} changed: is that meant? Then UPDATE_GOLDEN=1.");
    }
}
