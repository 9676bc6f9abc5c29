using System.Text;
using CsCheck;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;
using Xunit;

namespace Orleans.KubeApi.Tests.Schema;

public sealed class ProtobufWriterTests
{
    private static readonly TypeSchema[] Kinds =
        [.. BuiltInCatalog.Load().Types.Select(t => t.Schema).DistinctBy(t => t.Name)];

    [Fact]
    public void Write_ConfigMap_IsWhatGoWrites()
    {
        var json = """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"d","creationTimestamp":null},"data":{"k":"v"}}""";
        var message = Write(json, "io.k8s.api.core.v1.ConfigMap");
        Assert.Equal(
            "0a12 0a0161 1200 1a0164 2200 2a00 3200 3800 4200 1206 0a016b 120176".Replace(" ", "", StringComparison.Ordinal),
            Convert.ToHexStringLower(message));
    }

    [Theory]
    [InlineData("io.k8s.api.core.v1.Pod", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""")]
    [InlineData("io.k8s.api.core.v1.Service", """{"metadata":{},"spec":{"ports":[{"port":80,"targetPort":"http"}]}}""")]
    [InlineData("io.k8s.api.coordination.v1.Lease", """{"metadata":{},"spec":{"renewTime":"2026-01-02T03:04:05.678901Z"}}""")]
    [InlineData("io.k8s.api.core.v1.ConfigMap", """{"metadata":{"creationTimestamp":"1969-12-31T23:59:59Z"},"binaryData":{"a":"AQI=","b":""}}""")]
    public void Write_Object_ReadsBackTheSame(string type, string json)
    {
        var schema = TypeLibrary.BuiltIn.Find(type)!;
        Assert.Equal(Canonical(NodeReader.Parse(Encoding.UTF8.GetBytes(json)), schema),
            Canonical(ProtobufReader.Decode(Write(json, type), schema), schema));
    }

    [Fact]
    public void Write_AnyTree_ReadsBackTheSame() => Gen.Select(Gen.Int[0, Kinds.Length - 1], Gen.Int).Sample(
        (kind, seed) =>
        {
            var type = Kinds[kind];
            var json = Canonical(new TreeGenerator(new Random(seed)).Tree(type), type);
            var back = Canonical(ProtobufReader.Decode(ProtobufWriter.Write(Encoding.UTF8.GetBytes(json), type), type), type);
            Assert.Equal(json, back);
        },
        iter: 400);

    [Fact]
    public void Envelope_Wrapped_Opens()
    {
        var body = new ProtobufEnvelopeWriter(new GroupVersionKind("apps", "v1", "Deployment")).Wrap([1, 2, 3]);
        var envelope = ProtobufEnvelope.Open(body);
        Assert.Equal(("apps/v1", "Deployment", 3), (envelope.ApiVersion, envelope.Kind, envelope.Raw.Length));
        Assert.Equal([0x1a, 0, 0x22, 0], body[^4..]);
    }

    private static byte[] Write(string json, string type) =>
        ProtobufWriter.Write(Encoding.UTF8.GetBytes(json), TypeLibrary.BuiltIn.Find(type)!);

    private static string Canonical(Node node, TypeSchema type) => ObjectDecoder.Canonicalize((ObjectNode)node, type).Object.ToString()!;
}
