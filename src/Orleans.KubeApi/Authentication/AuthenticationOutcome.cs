namespace Orleans.KubeApi.Authentication;

/// <summary>
/// What authenticators found. A present but wrong credential is <see cref="Invalid"/>, which is 401 even where anonymous requests are
/// allowed.
/// </summary>
internal readonly record struct AuthenticationOutcome(UserInfo? User, bool Invalid)
{
    /// <summary>No credential at all.</summary>
    public static AuthenticationOutcome None => default;

    /// <summary>A credential that is not known.</summary>
    public static AuthenticationOutcome Refused => new(null, Invalid: true);

    /// <summary>A known user.</summary>
    public static AuthenticationOutcome Of(UserInfo user) => new(user, Invalid: false);
}
