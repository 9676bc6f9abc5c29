namespace Orleans.KubeApi.Authorization.Webhooks;

/// <summary>How one webhook is asked, and how long its word counts.</summary>
internal sealed record WebhookRules
{
    /// <summary>Version of SubjectAccessReview that it speaks: v1 or v1beta1.</summary>
    public required string Version { get; init; }

    /// <summary>How long one question may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a yes is remembered; zero: not at all.</summary>
    public TimeSpan AuthorizedLife { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a no is remembered; zero: not at all.</summary>
    public TimeSpan UnauthorizedLife { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What counts when it gives no answer: Deny or NoOpinion, never a yes.</summary>
    public Decision OnFailure { get; init; } = Decision.NoOpinion;
}
