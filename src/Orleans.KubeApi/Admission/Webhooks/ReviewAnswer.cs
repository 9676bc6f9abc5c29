using System.Text.Json;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>What a webhook answered, verified.</summary>
internal sealed record ReviewAnswer(
    bool Allowed, byte[] Patch, ObjectNode? Result, IReadOnlyDictionary<string, string> Annotations, IReadOnlyList<string> Warnings)
{
    private const int WarningsMax = 100;

    /// <summary>Reads and verifies an answer.</summary>
    /// <exception cref="WebhookCallException">It is none, or not to this call.</exception>
    public static ReviewAnswer Read(ReadOnlySpan<byte> body, string version, string uid, bool mutating)
    {
        ObjectNode review;
        try
        {
            review = NodeReader.Parse(body) as ObjectNode ?? throw Invalid("webhook response was absent");
        }
        catch (JsonException)
        {
            throw new WebhookCallException("failed to call webhook: the answer is not JSON");
        }

        if (review.Object("response") is not { } response)
        {
            throw Invalid("webhook response was absent");
        }

        if (version == "v1")
        {
            Verify(review, response, uid, mutating);
        }

        return new ReviewAnswer(
            (response["allowed"] as BoolNode)?.Value == true, mutating ? PatchOf(response) : [], response.Object("status"),
            Texts(response.Object("auditAnnotations")),
            [.. (response.Array("warnings")?.Items ?? []).OfType<TextNode>().Take(WarningsMax).Select(t => t.Value)]);
    }

    private static void Verify(ObjectNode review, ObjectNode response, string uid, bool mutating)
    {
        var answered = response.Text("uid") ?? "";
        if (answered != uid)
        {
            throw Invalid($"expected response.uid={GoText.Quote(uid)}, got {GoText.Quote(answered)}");
        }

        var apiVersion = review.Text("apiVersion") ?? "";
        if (apiVersion != "admission.k8s.io/v1" || review.Text("kind") != "AdmissionReview")
        {
            var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
            var group = slash < 0 ? "" : apiVersion[..slash];
            throw Invalid("expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got "
                + $"{group}/{apiVersion[(slash + 1)..]}, Kind={review.Text("kind")}");
        }

        var hasPatch = response.Text("patch") is { Length: > 0 };
        var type = response.Text("patchType");
        if (!mutating)
        {
            _ = hasPatch ? throw Invalid("validating webhook may not return response.patch")
                : type is not null ? throw Invalid("validating webhook may not return response.patchType") : true;
            return;
        }

        _ = hasPatch && type is null ? throw Invalid("webhook returned response.patch but not response.patchType")
            : !hasPatch && type is not null ? throw Invalid("webhook returned response.patchType but not response.patch")
            : type is "" ? throw Invalid("webhook returned invalid response.patchType of \"\"")
            : type is not null and not "JSONPatch" ? throw new WebhookCallException($"unsupported patch type {GoText.Quote(type)}") : true;
    }

    private static byte[] PatchOf(ObjectNode response)
    {
        try
        {
            return Convert.FromBase64String(response.Text("patch") ?? "");
        }
        catch (FormatException)
        {
            throw new WebhookCallException("failed to call webhook: response.patch is no base64");
        }
    }

    private static Dictionary<string, string> Texts(ObjectNode? map)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in map ?? [])
        {
            texts[name] = (value as TextNode)?.Value ?? "";
        }

        return texts;
    }

    private static WebhookCallException Invalid(string text) => new("received invalid webhook response: " + text);
}
