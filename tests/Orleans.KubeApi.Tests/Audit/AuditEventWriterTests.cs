using System.Text;
using Orleans.KubeApi.Audit;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Audit;

public sealed class AuditEventWriterTests
{
    private static readonly AuditEvent Full = AuditSamples.Event("abc", AuditLevel.RequestResponse, """{"a":1}""") with
    {
        User = new AuditUser("ann", "u1", ["dev"], new Dictionary<string, IReadOnlyList<string>> { ["k"] = ["v"] }),
        ImpersonatedUser = new AuditUser("bob", "", [], new Dictionary<string, IReadOnlyList<string>>()),
        ImpersonationConstraint = "impersonate:user-info",
        SourceAddresses = ["10.1.2.3", "::1"],
        UserAgent = "kubectl",
        Object = new AuditObjectReference("deployments", "n", "d", "u2", "apps", "v1", "7", "scale"),
        ResponseStatus = new ObjectNode { { "metadata", new ObjectNode() }, { "code", 200 } },
        ResponseObject = Encoding.UTF8.GetBytes("""{"b":2}"""),
        Annotations = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["z"] = "1", ["a"] = "2" },
    };

    [Fact]
    public void Json_FullEvent_HasTheOriginalsFieldsInOrder() => Assert.Equal(
        """
        {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"RequestResponse","auditID":"abc","stage":"ResponseComplete",
        "requestURI":"/api/v1/pods","verb":"list","user":{"username":"ann","uid":"u1","groups":["dev"],"extra":{"k":["v"]}},
        "impersonatedUser":{"username":"bob"},
        "authenticationMetadata":{"impersonationConstraint":"impersonate:user-info"},"sourceIPs":["10.1.2.3","::1"],"userAgent":"kubectl",
        "objectRef":{"resource":"deployments","namespace":"n","name":"d","uid":"u2","apiGroup":"apps","apiVersion":"v1",
        "resourceVersion":"7","subresource":"scale"},"responseStatus":{"metadata":{},"code":200},"requestObject":{"a":1},
        "responseObject":{"b":2},"requestReceivedTimestamp":"2026-01-31T12:00:00.000000Z",
        "stageTimestamp":"2026-01-31T12:00:00.001500Z","annotations":{"a":"2","z":"1"}}
        """.ReplaceLineEndings(""),
        Encoding.UTF8.GetString(AuditEventWriter.Json(Full)));

    [Fact]
    public void Json_Truncated_HasNoBodiesAndSaysSo()
    {
        var text = Encoding.UTF8.GetString(AuditEventWriter.Json(Full, isTruncated: true));

        Assert.DoesNotContain("Object\":{\"", text.Replace("objectRef", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("\"audit.k8s.io/truncated\":\"true\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Legacy_FullEvent_IsTheOriginalsLine() => Assert.Equal(
        """
        2026-01-31T12:00:00Z AUDIT: id="abc" stage="ResponseComplete" ip="10.1.2.3" method="list" user="ann" groups="\"dev\"" as="bob"
         asgroups="" user-agent="kubectl" namespace="n" uri="/api/v1/pods" response="200"
        """.ReplaceLineEndings(""),
        Encoding.UTF8.GetString(AuditEventWriter.Legacy(Full)));

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\r\nb\0c")]
    [InlineData("a\u2028b\u0085c")]
    [InlineData("\",\"stage\":\"None")]
    [InlineData("\ud800")]
    public void S39_HostileText_StaysInsideItsFieldOnOneLine(string text)
    {
        var hostile = Full with
        {
            Id = text,
            RequestUri = text,
            Verb = text,
            UserAgent = text,
            User = new AuditUser(text, text, [text], new Dictionary<string, IReadOnlyList<string>> { [text] = [text] }),
            Object = new AuditObjectReference(text, text, text, text, text, text, text, text),
            Annotations = new Dictionary<string, string> { [text] = text },
        };

        var json = AuditEventWriter.Json(hostile);
        var legacy = Encoding.UTF8.GetString(AuditEventWriter.Legacy(hostile));

        Assert.DoesNotContain(json, b => b < ' ');
        var back = (ObjectNode)NodeReader.Parse(json);
        Assert.Equal("ResponseComplete", back.Text("stage"));
        Assert.Equal(text.Replace('\ud800', '\ufffd'), back.Text("userAgent"));
        Assert.DoesNotContain(legacy, c => char.IsControl(c) || c == '\u2028');
    }
}
