using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;
using Xunit;

namespace Orleans.KubeApi.Tests.Schema;

public sealed class ProtobufReaderTests
{
    [Theory]
    // Recorded from kubectl 1.32: create deployment d --image=x --replicas=2 --port=80, create pdb --min-available=50%, create quota.
    [InlineData("api.apps.v1.Deployment",
        "azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50EqcBChsKAWQSABoAIgAqADIAOABCAFoICgNhcHASAWQSeggCEgoKCAoDYXBwEgFkGmIKGgoAEgAaACIAKgAyADgAQgBaCAoD"
        + "YXBwEgFkEkQSJgoBeBIBeCoAMgoKABAAGFAiACoAQgBqAHIAgAEAiAEAkAEAogEAGgAyAEIASgBSAFgAYABoAIIBAIoBAJoBAMIBACICCgAoADgAGgwIABAAGAAgACgAOAAa"
        + "ACIA",
        """{"metadata":{"name":"d","labels":{"app":"d"}},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"d"}}"""
        + ""","template":{"metadata":{"labels":{"app":"d"}},"spec":{"containers":[{"name":"x","image":"x","ports":[{"containerPort":80}]"""
        + ""","resources":{}}]}},"strategy":{}},"status":{}}""")]
    [InlineData("api.policy.v1.PodDisruptionBudget",
        "azhzAAogCglwb2xpY3kvdjESE1BvZERpc3J1cHRpb25CdWRnZXQSNgoRCgFwEgAaACIAKgAyADgAQgASFQoJCAEQABoDNTAlEggKBgoBYRIBYhoKCAAYACAAKAAwABoAIgA=",
        """{"metadata":{"name":"p"},"spec":{"minAvailable":"50%","selector":{"matchLabels":{"a":"b"}}}"""
        + ""","status":{"disruptionsAllowed":0,"currentHealthy":0,"desiredHealthy":0,"expectedPods":0}}""")]
    [InlineData("api.core.v1.ResourceQuota",
        "azhzAAoTCgJ2MRINUmVzb3VyY2VRdW90YRI0ChEKAXESABoAIgAqADIAOABCABIdCgoKA2NwdRIDCgExCg8KBm1lbW9yeRIFCgMyR2kaABoAIgA=",
        """{"metadata":{"name":"q"},"spec":{"hard":{"cpu":"1","memory":"2Gi"}},"status":{}}""")]
    public void Decode_BodiesOfKubectl_GiveTheJsonFormAndBack(string type, string base64, string json)
    {
        var envelope = ProtobufEnvelope.Open(Convert.FromBase64String(base64));
        var schema = Type(type);
        Assert.Equal(schema.Name.Split('.')[^1], envelope.Kind);
        Assert.EndsWith("v1", envelope.ApiVersion, StringComparison.Ordinal);
        Assert.Equal(json, ObjectDecoder.Canonicalize(ProtobufReader.Decode(envelope.Raw, schema), schema).Object.ToString());

        // And the way back gives Go's own bytes.
        var parts = envelope.ApiVersion.Split('/');
        var kind = new GroupVersionKind(parts.Length > 1 ? parts[0] : "", parts[^1], envelope.Kind);
        var written = new ProtobufEnvelopeWriter(kind).Wrap(ProtobufWriter.Write(System.Text.Encoding.UTF8.GetBytes(json), schema));
        Assert.Equal(base64, Convert.ToBase64String(written));
    }

    [Fact]
    public void S22_Decode_MoreValuesThanABodyMayHold_IsRefused()
    {
        var volumes = new ProtobufBuilder().Message(2, Repeated(1, ProtobufReader.MostValues)).ToArray();

        var refused = Assert.Throws<DecodeException>(() => ProtobufReader.Decode(volumes, Type("api.core.v1.Pod")));
        Assert.Equal("the object has more than 250000 values", refused.Message);
    }

    private static ProtobufBuilder Repeated(int field, int count)
    {
        var message = new ProtobufBuilder();
        for (var i = 0; i < count; i++)
        {
            message.Bytes(field, []);
        }

        return message;
    }

    [Fact]
    public void Decode_ConfigMap_HasMapsOfTextAndBytes() => Check(
        "api.core.v1.ConfigMap",
        new ProtobufBuilder()
            .Message(1, new ProtobufBuilder().Text(1, "m").Entry(11, "l", "1").Entry(11, "k", ""))
            .Entry(2, "a", "1")
            .Message(3, new ProtobufBuilder().Text(1, "b").Bytes(2, [0, 1, 255]))
            .Message(3, new ProtobufBuilder().Text(1, "none"))
            .Message(2, new ProtobufBuilder().Text(2, "no key"))
            .Number(4, 0),
        """
        {"metadata":{"name":"m","labels":{"l":"1","k":""}},"data":{"a":"1","":"no key"},"binaryData":{"b":"AAH/","none":""},"immutable":false}
        """);

    [Fact]
    public void Decode_Pod_HasEmbeddedMessages()
    {
        var embeddedExec = new ProtobufBuilder().Message(1, new ProtobufBuilder().Text(1, "ls"));
        var embeddedGet = new ProtobufBuilder().Message(2, new ProtobufBuilder()
            .Text(1, "/z").Message(2, new ProtobufBuilder().Number(1, 1).Number(2, 0).Text(3, "http")));
        var probe = new ProtobufBuilder().Message(1, embeddedExec).Number(2, -3).Message(1, embeddedGet);
        var container = new ProtobufBuilder()
            .Text(1, "c")
            .Text(3, "run").Text(3, "it")
            .Message(6, new ProtobufBuilder().Number(3, 80).Text(4, "TCP"))
            .Message(7, new ProtobufBuilder().Text(1, "E").Text(2, "v"))
            .Message(8, new ProtobufBuilder().Message(
                1, new ProtobufBuilder().Text(1, "cpu").Message(2, new ProtobufBuilder().Text(1, "100m"))))
            .Message(10, probe);
        var volume = new ProtobufBuilder().Text(1, "v").Message(
            2, new ProtobufBuilder().Message(19, new ProtobufBuilder().Message(1, new ProtobufBuilder().Text(1, "cm")).Number(3, 420)));
        var spec = new ProtobufBuilder().Message(1, volume).Message(2, container).Number(4, 30);
        Check(
            "api.core.v1.Pod",
            new ProtobufBuilder().Message(2, spec),
            """
            {"spec":{"volumes":[{"name":"v","configMap":{"name":"cm","defaultMode":420}}],"containers":[{"name":"c","command":["run","it"],"ports":[{"containerPort":80,"protocol":"TCP"}],"env":[{"name":"E","value":"v"}],"resources":{"limits":{"cpu":"100m"}},"livenessProbe":{"exec":{"command":["ls"]},"initialDelaySeconds":-3,"httpGet":{"path":"/z","port":"http"}}}],"terminationGracePeriodSeconds":30}}
            """);
    }

    [Fact]
    public void Decode_Times_AreText()
    {
        Check(
            "api.coordination.v1.Lease",
            new ProtobufBuilder()
                .Message(1, new ProtobufBuilder()
                    .Message(8, new ProtobufBuilder().Number(1, 1_700_000_000).Number(2, 999_999_999))
                    .Message(9, new ProtobufBuilder().Number(1, 0).Number(2, 0)))
                .Message(2, new ProtobufBuilder()
                    .Message(3, new ProtobufBuilder())
                    .Message(4, new ProtobufBuilder().Number(1, 1_700_000_000).Number(2, 123_456_789))),
            """
            {"metadata":{"creationTimestamp":"2023-11-14T22:13:20Z","deletionTimestamp":"1970-01-01T00:00:00Z"},"spec":{"acquireTime":null,"renewTime":"2023-11-14T22:13:20.123456Z"}}
            """);
        var late = new ProtobufBuilder().Message(8, new ProtobufBuilder().Number(1, long.MaxValue));
        Assert.Equal("Time.MarshalJSON: year outside of range [0,9999]", Refusal("apimachinery.pkg.apis.meta.v1.ObjectMeta", late));
    }

    [Fact]
    public void Decode_Secret_HasBytes() => Check(
        "api.core.v1.Secret",
        new ProtobufBuilder().Message(2, new ProtobufBuilder().Text(1, "p").Text(2, "q")).Text(3, "Opaque"),
        """{"data":{"p":"cQ=="},"type":"Opaque"}""");

    [Theory]
    [InlineData(-1L)]
    [InlineData((long)int.MinValue)]
    [InlineData((long)int.MaxValue)]
    public void Decode_Integers_KeepTheirSign(long value)
    {
        Check(
            "api.core.v1.PodSpec",
            new ProtobufBuilder().Number(25, value).Number(4, value),
            $$"""{"priority":{{value}},"terminationGracePeriodSeconds":{{value}}}""");
        // Five bytes only, as some writers have it: not sign-extended, still an int32.
        Check("api.core.v1.PodSpec", new ProtobufBuilder().Number(25, unchecked((uint)value)), $$"""{"priority":{{value}}}""");
    }

    [Fact]
    public void Decode_RepeatedNumbers_MayBePacked()
    {
        var packed = new ProtobufBuilder().Varint(5).Varint(unchecked((ulong)-6));
        Check(
            "api.core.v1.PodSecurityContext",
            new ProtobufBuilder().Number(4, 4).Message(4, packed),
            """{"supplementalGroups":[4,5,-6]}""");
        Assert.Equal("unexpected EOF", Refusal("api.core.v1.PodSecurityContext", new ProtobufBuilder().Bytes(4, [0x80])));
    }

    [Fact]
    public void Decode_WrappedJson_IsInline()
    {
        Check(
            "api.apps.v1.ControllerRevision",
            new ProtobufBuilder().Message(2, new ProtobufBuilder().Text(1, """{"a":[1.50]}""")),
            """{"data":{"a":[1.50]}}""");
        Check("api.apps.v1.ControllerRevision", new ProtobufBuilder().Message(2, new ProtobufBuilder()), """{"data":null}""");
        foreach (var broken in (string[])["{", "{}x", "k8s\0"])
        {
            var message = new ProtobufBuilder().Message(2, new ProtobufBuilder().Text(1, broken));
            Assert.StartsWith(
                "json: error calling MarshalJSON for type runtime.RawExtension: ",
                Refusal("api.apps.v1.ControllerRevision", message),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Decode_ListInAMap_HasAMessageOfItsOwn() => Check(
        "api.authentication.v1.UserInfo",
        new ProtobufBuilder().Message(4, new ProtobufBuilder().Text(1, "k").Message(2, new ProtobufBuilder().Text(1, "a").Text(1, "b"))),
        """{"extra":{"k":["a","b"]}}""");

    [Fact]
    public void Decode_ChoicesOfSchemas_AreTheChosen()
    {
        var text = new ProtobufBuilder().Text(5, "string");
        Check(
            "apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps",
            new ProtobufBuilder()
                .Double(9, 1.5)
                .Message(24, new ProtobufBuilder().Message(1, text))
                .Message(30, new ProtobufBuilder().Number(1, 1).Message(2, text))
                .Message(33, new ProtobufBuilder().Number(1, 1))
                .Message(32, new ProtobufBuilder().Text(1, "d").Message(2, new ProtobufBuilder().Text(2, "p"))),
            """
            {"maximum":1.5,"items":{"type":"string"},"additionalProperties":{"type":"string"},"additionalItems":true,"dependencies":{"d":["p"]}}
            """);
        Assert.Equal("json: unsupported value: NaN", Refusal(
            "apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps", new ProtobufBuilder().Double(9, double.NaN)));
    }

    [Fact]
    public void Decode_UnknownFields_ArePassedOver() => Check(
        "api.core.v1.Secret",
        new ProtobufBuilder()
            .Number(900, 1).Double(901, 1).Text(902, "x").Tag(903, 5).Raw([1, 2, 3, 4])
            .Tag(904, 3).Number(1, 1).Tag(2, 3).Tag(2, 4).Text(3, "in a group").Tag(904, 4)
            .Text(3, "Opaque"),
        """{"type":"Opaque"}""");

    [Theory]
    [InlineData("0A", "unexpected EOF")]
    [InlineData("0A05", "unexpected EOF")]
    [InlineData("0A020A", "unexpected EOF")]
    [InlineData("0AFFFFFFFFFFFFFFFFFF01", "proto: negative length found during unmarshaling")]
    [InlineData("0AFFFFFFFFFFFFFFFFFFFF01", "proto: integer overflow")]
    [InlineData("0801", "proto: wrong wireType = 0 for field Metadata")]
    [InlineData("1C", "proto: wiretype end group for non-group")]
    [InlineData("0201", "proto: illegal tag 0 (wire type 2)")]
    [InlineData("FF3F", "proto: illegal wireType 7")]
    [InlineData("FB3F", "unexpected EOF")]
    [InlineData("FD3F0000", "unexpected EOF")]
    public void Decode_Garbage_IsRefusedInGoWords(string hex, string message) =>
        Assert.Equal(message, Refusal("api.core.v1.ConfigMap", new ProtobufBuilder().Raw(Convert.FromHexString(hex))));

    [Fact]
    public void Decode_TooDeep_IsRefused()
    {
        // From the inside out, each level in a builder of its own would be quadratic; the lengths grow to three bytes at most.
        var lengths = new List<int>();
        for (int i = 0, length = 0; i < 12_000; i++)
        {
            lengths.Add(length);
            length += 2 + (length < 128 ? 1 : length < 16_384 ? 2 : 3);
        }

        var message = new ProtobufBuilder();
        for (var i = lengths.Count - 1; i >= 0; i--)
        {
            message.Tag(28, 2).Varint((ulong)lengths[i]); // not
        }

        Assert.Equal("exceeded max depth", Refusal("apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps", message));
    }

    [Theory]
    [InlineData("", "empty data")]
    [InlineData("6B3873", "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]")]
    [InlineData("7B7D", "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]")]
    [InlineData("6B387300", "empty body")]
    [InlineData("6B38730012", "unexpected EOF")]
    [InlineData("6B387300120100", "")]
    public void Open_Envelope_IsChecked(string hex, string message)
    {
        var body = Convert.FromHexString(hex);
        var problem = Record.Exception(() => _ = ProtobufEnvelope.Open(body).Raw.Length);
        Assert.Equal(message, problem?.Message ?? "");
        Assert.True(problem is null or DecodeException);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "1ns")]
    [InlineData(1_100, "1.1µs")]
    [InlineData(2_200_000, "2.2ms")]
    [InlineData(-1_500_000_000, "-1.5s")]
    [InlineData(60_000_000_000, "1m0s")]
    [InlineData(3_600_000_000_001, "1h0m0.000000001s")]
    [InlineData(long.MinValue, "-2562047h47m16.854775808s")]
    public void Format_Duration_IsGos(long nanoseconds, string text)
    {
        Assert.Equal(text, GoDurationText.Format(nanoseconds));
        var type = new TypeSchema("T", TypeShape.Struct);
        type.Complete([new FieldSchema("d", new TypeSchema("D", TypeShape.Duration)) { Proto = 1 }], null, elementIsPointer: false);
        var message = new ProtobufBuilder().Message(1, new ProtobufBuilder().Number(1, nanoseconds));
        Assert.Equal($$"""{"d":"{{text}}"}""", ProtobufReader.Decode(message.ToArray(), type).ToString());
    }

    private static TypeSchema Type(string name) => TypeLibrary.BuiltIn.Find("io.k8s." + name)!;

    private static void Check(string type, ProtobufBuilder message, string json) =>
        Assert.Equal(json.Trim(), ProtobufReader.Decode(message.ToArray(), Type(type)).ToString());

    private static string Refusal(string type, ProtobufBuilder message) =>
        Assert.Throws<DecodeException>(() => ProtobufReader.Decode(message.ToArray(), Type(type))).Message;
}
