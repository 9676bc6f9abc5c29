namespace Orleans.KubeApi.Authorization;

/// <summary>An authorizer's word.</summary>
/// <param name="Decision">Yes, no, or nothing to say.</param>
/// <param name="Reason">Why, for people; "" if there is nothing to add.</param>
/// <param name="Error">What went wrong on the way, "" if nothing; never a reason to allow.</param>
internal readonly record struct AuthorizerDecision(Decision Decision, string Reason = "", string Error = "")
{
    /// <summary>A clear yes. Everything else is a no.</summary>
    public bool IsAllowed => Decision == Decision.Allow;
}
