using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>Asks one webhook about one request.</summary>
internal sealed class WebhookCaller(WebhookClients clients, IWebhookCredentials? credentials)
{
    private const string NoUid = "00000000-0000-0000-0000-000000000000";
    private static readonly byte[] UidMark = "\"uid\":\""u8.ToArray();

    /// <summary>Asks, or repeats the answer to the same question in an earlier run of this write.</summary>
    /// <param name="request">The request.</param>
    /// <param name="call">The webhook and the version it wants.</param>
    /// <param name="tree">The object in that version, or null.</param>
    /// <param name="old">The object before in that version, or null.</param>
    /// <param name="mutating">It may answer with a patch.</param>
    /// <param name="cancellationToken">The write's time.</param>
    /// <exception cref="WebhookCallException">The call failed.</exception>
    /// <exception cref="StatusException">400: the webhook may not take part in a dry run.</exception>
    public async Task<ReviewAnswer> AskAsync(
        AdmissionRequest request, Invocation call, ObjectNode? tree, ObjectNode? old, bool mutating, CancellationToken cancellationToken)
    {
        var hook = call.Hook;
        if (request.DryRun && !hook.AllowsDryRun)
        {
            throw WebhookRefusals.NoDryRun(hook);
        }

        if (hook.HasConditions)
        {
            throw new WebhookCallException("matchConditions are not evaluated by this version of the server");
        }

        if (hook.ReviewVersion.Length == 0)
        {
            throw new WebhookCallException(
                "could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)");
        }

        var review = ReviewWriter.Write(request, call, NoUid, tree, old);
        var question = KeptAnswers.QuestionOf(review);
        if (request.Gate?.Answers.Find(hook, question) is { } known)
        {
            return known;
        }

        var uid = Guid.NewGuid().ToString();
        System.Text.Encoding.ASCII.GetBytes(uid, review.AsSpan(review.AsSpan().IndexOf(UidMark) + UidMark.Length));
        var answer = await CallAsync(request, hook, review, uid, mutating, cancellationToken);
        request.Gate?.Answers.Keep(hook, question, answer);
        return answer;
    }

    // Stays on the caller's scheduler: the trees belong to the grain.
    private async Task<ReviewAnswer> CallAsync(
        AdmissionRequest request, Webhook hook, byte[] review, string uid, bool mutating, CancellationToken cancellationToken)
    {
        var began = clients.Now;
        var call = new WebhookCall(hook.Name, mutating, request.Operation);
        try
        {
            var body = await clients.PostAsync(hook.Target, credentials, review, hook.Timeout, cancellationToken);
            var answer = ReviewAnswer.Read(body, hook.ReviewVersion, uid, mutating);
            var (end, code) = answer.Allowed ? (WebhookEnd.Allowed, 200) : (WebhookEnd.Denied, WebhookRefusals.CodeOf(answer.Result));
            clients.Metrics?.Webhook(call, clients.Since(began), end, code);
            return answer;
        }
        catch (WebhookCallException failed)
        {
            var end = hook.IgnoresFailures ? WebhookEnd.FailedOpen : WebhookEnd.Failed;
            clients.Metrics?.Webhook(call, clients.Since(began), end, failed.Code);
            throw;
        }
    }

    /// <summary>What the answer says to others than this server: audit annotations and warnings.</summary>
    public static void Report(AdmissionRequest request, Webhook hook, ReviewAnswer answer)
    {
        foreach (var (name, value) in answer.Annotations)
        {
            request.AuditAnnotations.Add($"{hook.Name}/{name}", value);
        }

        request.Warnings.AddRange(answer.Warnings);
    }
}
