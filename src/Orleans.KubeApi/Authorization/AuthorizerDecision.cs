namespace Orleans.KubeApi.Authorization;

/// <summary>An authorizer's word. The default value has no opinion.</summary>
internal readonly record struct AuthorizerDecision
{
    private readonly string? _reason;
    private readonly string? _error;

    /// <summary>A decision.</summary>
    /// <param name="decision">Yes, no, or nothing to say.</param>
    /// <param name="reason">Why, for people; "" if there is nothing to add.</param>
    /// <param name="error">What went wrong on the way, "" if nothing; never a reason to allow.</param>
    public AuthorizerDecision(Decision decision, string reason = "", string error = "")
    {
        Decision = decision;
        (_reason, _error) = (reason, error);
    }

    /// <summary>Yes, no, or nothing to say.</summary>
    public Decision Decision { get; }

    /// <summary>Why, for people; "" if there is nothing to add.</summary>
    public string Reason => _reason ?? "";

    /// <summary>What went wrong on the way, "" if nothing.</summary>
    public string Error => _error ?? "";

    /// <summary>A clear yes. Everything else is a no.</summary>
    public bool IsAllowed => Decision == Decision.Allow;
}
