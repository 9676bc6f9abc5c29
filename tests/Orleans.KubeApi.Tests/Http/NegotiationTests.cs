using System.Text;
using Orleans.KubeApi.Http;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Http;

public sealed class NegotiationTests
{
    private const string Listed = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

    [Theory]
    [InlineData(null, "json None")]
    [InlineData("*/*", "json None")]
    [InlineData("image/png, application/json", "json None")]
    [InlineData("application/yaml", "yaml None")]
    [InlineData("application/json;q=0.5, application/yaml;q=0.4", "json None")]
    [InlineData("application/json;q=0.4, application/yaml;q=0.5", "yaml None")]
    [InlineData("application/json;q=abc", "json None")]
    [InlineData("*/*, application/yaml", "yaml None")]
    [InlineData("application/vnd.kubernetes.protobuf", "protobuf None")]
    [InlineData("application/vnd.kubernetes.protobuf,application/json", "protobuf None")]
    [InlineData("application/json, application/vnd.kubernetes.protobuf", "json None")]
    [InlineData("application/vnd.kubernetes.protobuf;q=0.3,application/json;q=0.8", "json None")]
    [InlineData("application/vnd.kubernetes.protobuf;stream=watch,application/json;stream=watch", "protobuf None")]
    [InlineData("application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json", "protobuf Metadata")]
    [InlineData("application/vnd.kubernetes.protobuf;as=Table;g=meta.k8s.io;v=v1,application/json;as=Table;g=meta.k8s.io;v=v1",
        "json Table")]
    [InlineData("application/json;as=Table;v=v1;g=meta.k8s.io", "json Table")]
    [InlineData("application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json",
        "json Table")]
    [InlineData("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", "json MetadataList")]
    [InlineData("application/json;as=Nothing;v=v1;g=meta.k8s.io, application/json", "json None")]
    [InlineData("application/json;stream=watch", "json None")]
    public void Accept_Header_ChoosesFormat(string? header, string expected)
    {
        var format = new AcceptCache().Get(header).Require(collection: false);
        Assert.Equal(expected, $"{(format.Yaml ? "yaml" : format.Protobuf ? "protobuf" : "json")} {format.Projection}");
    }

    [Theory]
    [InlineData("text/html", "406: Not Acceptable\n\nAvailable representations: " + Listed)]
    [InlineData("application/*", "406: Not Acceptable\n\nAvailable representations: " + Listed)]
    [InlineData("application/json;as=Nonsense", "only the following media types are accepted: " + Listed)]
    [InlineData("application/json;as=Table;v=v9;g=meta.k8s.io", "only the following media types are accepted: " + Listed)]
    [InlineData("application/json;as=Table;v=v1;g=other.io", "only the following media types are accepted: " + Listed)]
    [InlineData("application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io",
        "only the following media types are accepted: " + Listed)]
    public void Accept_NothingWeHave_Is406AsRecorded(string header, string message)
    {
        var refused = Assert.Throws<StatusException>(() => AcceptHeader.Parse(header).Require(collection: false));
        Assert.Equal((406, message), (refused.Status.Code, refused.Message));
    }

    [Theory]
    [InlineData("1h2m3.5s", 3723.5)]
    [InlineData("500ms", 0.5)]
    [InlineData("0", 0.0)]
    [InlineData("-1s", -1.0)]
    [InlineData("1", null)]
    [InlineData("s", null)]
    [InlineData("1x", null)]
    public void Timeout_GoDuration_IsRead(string text, double? seconds) => Assert.Equal(seconds, RequestTimeout.Seconds(text));

    [Theory]
    [InlineData("yes", "true")]
    [InlineData("Off", "false")]
    [InlineData("n", "false")]
    [InlineData("~", "null")]
    [InlineData("0x1F", "31")]
    [InlineData("0b101", "5")]
    [InlineData("0123", "83")]
    [InlineData("089", "89")]
    [InlineData("1_000", "1000")]
    [InlineData("+5", "5")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("1.50", "1.5")]
    [InlineData("1e3", "1000")]
    [InlineData("2001-01-01", "\"2001-01-01\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("10Mi", "\"10Mi\"")]
    [InlineData("'5'", "\"5\"")]
    [InlineData("\"yes\"", "\"yes\"")]
    [InlineData("!!str 5", "\"5\"")]
    [InlineData("-", "[null]")]
    [InlineData("{a: 1, 2: b, true: c}", """{"a":1,"2":"b","true":"c"}""")]
    [InlineData("a: &x {k: 1}\nb: *x", """{"a":{"k":1},"b":{"k":1}}""")]
    [InlineData("a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  l: 3", """{"a":{"k":1,"l":2},"b":{"l":3,"k":1}}""")]
    [InlineData("a: 1\n---\nb: 2", """{"a":1}""")]
    [InlineData("a: |\n  x\n  y\n", """{"a":"x\ny\n"}""")]
    [InlineData("", "null")]
    public void Yaml_Text_ReadsAsTheOriginalReadsIt(string yaml, string json) =>
        Assert.Equal(json, YamlReader.Read(Encoding.UTF8.GetBytes(yaml)).ToString());

    [Fact]
    public void Yaml_RepeatedKey_LastWinsAndIsReported()
    {
        var reported = new List<string>();
        Assert.Equal("""{"a":2}""", YamlReader.Read("a: 1\na: 2"u8, reported.Add).ToString());
        Assert.Equal(["line 2: key \"a\" already set in map"], reported);
    }

    [Fact]
    public void Yaml_Bomb_IsRefusedQuickly()
    {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 10; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        }

        var refused = Assert.Throws<YamlTextException>(() => YamlReader.Read(Encoding.UTF8.GetBytes(bomb.ToString())));
        Assert.Equal("yaml: document contains excessive aliasing", refused.Message);
    }

    [Theory]
    [InlineData("[", 5000)]
    [InlineData("{a: ", 5000)]
    [InlineData("- ", 12_000)]
    public void Yaml_Depth_IsLimited(string piece, int count) =>
        Assert.Throws<YamlTextException>(() => YamlReader.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, count)))));

    [Theory]
    [InlineData("a: [")]
    [InlineData("a: *nope")]
    [InlineData("? [a]\n: b")]
    [InlineData("a: 'x")]
    [InlineData("&a [*a]")]
    public void Yaml_Broken_IsRefused(string yaml) => Assert.Throws<YamlTextException>(() => YamlReader.Read(Encoding.UTF8.GetBytes(yaml)));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "\"\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("123", "\"123\"")]
    [InlineData("1e5", "\"1e5\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("2006-01-02T15:04:05Z", "\"2006-01-02T15:04:05Z\"")]
    [InlineData("12:30:45", "\"12:30:45\"")]
    [InlineData(" lead", "' lead'")]
    [InlineData("a: b", "'a: b'")]
    [InlineData("it's: so", "'it''s: so'")]
    [InlineData("a #b", "'a #b'")]
    [InlineData("a#b", "a#b")]
    [InlineData("25%", "25%")]
    [InlineData("*star", "'*star'")]
    [InlineData("-", "'-'")]
    [InlineData("-x", "-x")]
    [InlineData("tab\there", "\"tab\\there\"")]
    [InlineData("a\nb\n", "|\n  a\n  b")]
    [InlineData("a\nb", "|-\n  a\n  b")]
    [InlineData("a\nb\n\n", "|+\n  a\n  b\n")]
    [InlineData("k:{\"name\":\"main\"}", "k:{\"name\":\"main\"}")]
    public void YamlWriter_String_IsQuotedAsNeeded(string text, string expected)
    {
        var yaml = Encoding.UTF8.GetString(YamlWriter.Write(new ObjectNode { { "k", text } }));
        Assert.Equal($"k: {expected}\n", yaml);
        Assert.Equal(text, ((ObjectNode)YamlReader.Read(Encoding.UTF8.GetBytes(yaml))).Text("k"));
    }

    [Fact]
    public void YamlWriter_Tree_HasTheOriginalsLayout()
    {
        var json = """{"b":[1,{"y":[],"x":{}},[2,3]],"a":{"n":null,"t":true},"f:x2":1,"f:x10":2,".":{}}"""u8;
        var yaml = Encoding.UTF8.GetString(YamlWriter.Write(NodeReader.Parse(json)));
        Assert.Equal(".: {}\na:\n  \"n\": null\n  t: true\nb:\n- 1\n- x: {}\n  \"y\": []\n- - 2\n  - 3\nf:x2: 1\nf:x10: 2\n", yaml);
    }
}
