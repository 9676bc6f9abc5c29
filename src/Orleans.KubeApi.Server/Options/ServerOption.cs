using Orleans.KubeApi.Hosting;

namespace Orleans.KubeApi.Server.Options;

/// <summary>
/// One option: its name on the command line (without dashes), what the help says, and how its text gets into the options.
/// </summary>
/// <param name="Name">e.g. <c>secure-port</c>; the environment variable is then <c>KUBEAPI_SECURE_PORT</c>.</param>
/// <param name="Help">One line for the help.</param>
/// <param name="Expects">What a valid text is, for the error message.</param>
/// <param name="Apply">Sets the value; false if the text isn't valid.</param>
/// <param name="Show">The value that is in force, for /flagz; <see cref="Classified"/> where it may hold a password.</param>
internal sealed record ServerOption(
    string Name, string Help, string Expects, Func<KubeApiOptions, string, bool> Apply, Func<KubeApiOptions, string> Show)
{
    /// <summary>Stands for a value that isn't shown.</summary>
    public const string Classified = "CLASSIFIED";

    /// <summary>May be given several times; the values are then put together with commas. Otherwise the last one counts.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>The option as it is typed.</summary>
    public string Flag => "--" + Name;

    /// <summary>The environment variable that sets it.</summary>
    public string Variable => "KUBEAPI_" + Name.Replace('-', '_').ToUpperInvariant();
}
