using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>A whole answer of an API server.</summary>
internal sealed class KubeResponse(int code, string text, HttpResponseHeaders headers, string? contentType)
{
    public int Code { get; } = code;

    public string Text { get; } = text;

    public HttpResponseHeaders Headers { get; } = headers;

    public string? ContentType { get; } = contentType;

    public bool IsSuccess => Code is >= 200 and < 300;

    public JsonNode Json => field ??= Parse();

    public string? Reason => Json["reason"]?.GetValue<string>();

    public string Message => Json["message"]?.GetValue<string>() ?? "";

    public long Revision => long.Parse(Json["metadata"]!["resourceVersion"]!.GetValue<string>());

    public string? Continue => Json["metadata"]?["continue"]?.GetValue<string>() is { Length: > 0 } token ? token : null;

    public IReadOnlyList<JsonNode> Items => [.. Json["items"]!.AsArray().Select(item => item!)];

    public IReadOnlyList<string> Names => [.. Items.Select(item => item["metadata"]!["name"]!.GetValue<string>())];

    /// <summary>A header's values, "" if it isn't there.</summary>
    public string Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";

    /// <summary>Fails unless the answer has the code; says what the server answered.</summary>
    public KubeResponse MustBe(int code)
    {
        Assert.True(Code == code, $"expected {code}, got {Code}: {Text}");
        return this;
    }

    private JsonNode Parse()
    {
        try
        {
            return JsonNode.Parse(Text) ?? throw new JsonException("null");
        }
        catch (JsonException error)
        {
            throw new InvalidOperationException($"Not JSON ({error.Message}), code {Code}: {Text}");
        }
    }
}
