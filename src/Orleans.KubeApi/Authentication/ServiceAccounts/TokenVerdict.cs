namespace Orleans.KubeApi.Authentication.ServiceAccounts;

/// <summary>What became of a service-account token.</summary>
/// <param name="User">The account as a user, null if the token is refused.</param>
/// <param name="Audiences">Which of the wanted audiences the token is for.</param>
/// <param name="Problem">Why it is refused, in the original's words.</param>
internal sealed record TokenVerdict(UserInfo? User, IReadOnlyList<string> Audiences, string Problem);
