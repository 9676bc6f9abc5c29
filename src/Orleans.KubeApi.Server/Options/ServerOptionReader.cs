using Orleans.KubeApi.Hosting;

namespace Orleans.KubeApi.Server.Options;

/// <summary>
/// Puts options together. The command line wins over the environment (<c>KUBEAPI_SECURE_PORT</c>), which wins over the section
/// <c>KubeApi</c> of appsettings.json (<c>"secure-port": 6443</c>), which wins over the defaults.
/// </summary>
internal static class ServerOptionReader
{
    /// <summary>Name of the section in appsettings.json.</summary>
    public const string Section = "KubeApi";

    /// <summary>Reads all options.</summary>
    /// <param name="commandLine">Values given on the command line by option name.</param>
    /// <param name="environment">Reads an environment variable; null if it isn't set.</param>
    /// <param name="settings">appsettings.json; null if there is none.</param>
    /// <exception cref="KubeApiOptionsException">A value isn't valid, or the section has an unknown option.</exception>
    public static KubeApiOptions Read(IReadOnlyDictionary<string, string> commandLine, Func<string, string?> environment,
        IConfiguration? settings)
    {
        var section = settings?.GetSection(Section);
        RefuseUnknown(section);
        var options = new KubeApiOptions();
        foreach (var option in ServerOptionTable.All)
        {
            var (text, source) = commandLine.TryGetValue(option.Name, out var typed) ? (typed, option.Flag)
                : environment(option.Variable) is { Length: > 0 } variable ? (variable, option.Variable)
                : (section?[option.Name], $"appsettings.json, {Section}:{option.Name}");
            if (text is not null && !option.Apply(options, text))
            {
                throw new KubeApiOptionsException($"{source}: \"{text}\" is not {option.Expects}");
            }
        }

        options.Flags = ServerOptionTable.Show(options);
        return options;
    }

    private static void RefuseUnknown(IConfigurationSection? section)
    {
        foreach (var child in section?.GetChildren() ?? [])
        {
            if (!ServerOptionTable.All.Any(option => option.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)))
            {
                throw new KubeApiOptionsException($"appsettings.json: there is no option \"{child.Key}\" in section {Section}");
            }
        }
    }
}
