using Orleans.KubeApi.Admission.Webhooks;
using Orleans.KubeApi.Authentication.Reviews;
using Orleans.KubeApi.Authorization.Webhooks;
using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>
/// ImagePolicyWebhook: a service says by ImageReview whether the images of a pod may run. Its answers are remembered for a time; when it
/// gives none, the settings decide.
/// </summary>
/// <param name="settings">The settings.</param>
/// <param name="connect">Makes the client of the service, at the first question.</param>
/// <param name="time">Clock of the memory and of the pauses.</param>
internal sealed class ImagePolicyWebhookPlugin(
    ImagePolicySettings settings, Func<(HttpClient Client, Uri Address)> connect, TimeProvider time) : IWaitingAdmissionPlugin
{
    /// <summary>The original's name.</summary>
    public const string PluginName = "ImagePolicyWebhook";

    private const string AuditPrefix = "imagepolicywebhook.image-policy.k8s.io/";
    private const string AnnotationMark = ".image-policy.k8s.io/";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly AnswerCache<ObjectNode> _cache = new(time);
    private readonly Lazy<ReviewClient> _service = new(() =>
    {
        var (client, address) = connect();
        return new ReviewClient(client, address, Limit, time, settings.Pause);
    });

    /// <inheritdoc/>
    public string Name => PluginName;

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request)
    {
        var isConcerned = request is
        {
            Operation: AdmissionOperation.Create or AdmissionOperation.Update, Object: not null,
            Resource: { Group: "", Resource: "pods" }, Subresource: "" or "ephemeralcontainers",
        };
        return isConcerned ? JudgeAsync(request, SpecOf(request)) : ValueTask.CompletedTask;
    }

    private async ValueTask JudgeAsync(AdmissionRequest request, ObjectNode spec)
    {
        var question = spec.ToString();
        if (!_cache.TryFind(question, out var status))
        {
            var (answer, problem) = await AskAsync(spec, request.BeforeWait());
            if (answer is null)
            {
                Fail(request, problem);
                return;
            }

            status = answer;
            _cache.Add(question, status, IsAllowed(status) ? settings.AllowedLife : settings.DeniedLife);
        }

        foreach (var (name, value) in status.Object("auditAnnotations") ?? [])
        {
            request.AuditAnnotations.Add(AuditPrefix + name, (value as TextNode)?.Value ?? "");
        }

        if (!IsAllowed(status))
        {
            throw Forbidden(request, status.Text("reason") is { Length: > 0 } reason
                ? $"image policy webhook backend denied one or more images: {reason}" : "one or more images rejected by webhook backend");
        }
    }

    private async ValueTask<(ObjectNode? Status, string Problem)> AskAsync(ObjectNode spec, CancellationToken time)
    {
        try
        {
            return await _service.Value.AskAsync(ReviewOf(spec), time);
        }
        catch (OperationCanceledException)
        {
            throw WebhookRefusals.OutOfTime();
        }
    }

    // The original also annotates the pod, but on a copy that it doesn't store.
    private void Fail(AdmissionRequest request, string problem)
    {
        if (!settings.DefaultAllow)
        {
            throw Forbidden(request, $"image policy webhook: {problem}");
        }

        request.AuditAnnotations.Add(AuditPrefix + "failed-open", "true");
    }

    private static bool IsAllowed(ObjectNode status) => status["allowed"] is BoolNode { Value: true };

    private static ObjectNode SpecOf(AdmissionRequest request)
    {
        var spec = request.Object!.Object("spec") ?? [];
        string[] lists = request.Subresource.Length > 0 ? ["ephemeralContainers"] : ["containers", "initContainers"];
        var containers = new ArrayNode();
        foreach (var image in lists.SelectMany(l => Children(spec, l)).Select(c => c.Text("image") ?? ""))
        {
            containers.Add(image.Length > 0 ? new ObjectNode { { "image", image } } : []);
        }

        var annotations = new ObjectNode();
        foreach (var (name, value) in request.Object.Object("metadata")?.Object("annotations") ?? [])
        {
            if (name.Contains(AnnotationMark, StringComparison.Ordinal))
            {
                annotations.Set(name, value);
            }
        }

        annotations.SortByName();
        var review = new ObjectNode();
        if (containers.Items.Count > 0)
        {
            review.Set("containers", containers);
        }

        if (annotations.Count > 0)
        {
            review.Set("annotations", annotations);
        }

        review.Set("namespace", request.Namespace);
        return review;
    }

    private static byte[] ReviewOf(ObjectNode spec) => new ObjectNode
    {
        { "kind", "ImageReview" },
        { "apiVersion", "imagepolicy.k8s.io/v1alpha1" },
        { "metadata", new ObjectNode() },
        { "spec", spec },
        { "status", new ObjectNode { { "allowed", false } } },
    }.ToUtf8();
}
