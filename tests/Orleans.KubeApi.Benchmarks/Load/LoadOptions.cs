using System.Globalization;

namespace Orleans.KubeApi.Benchmarks.Load;

/// <summary>What one <c>load</c> or <c>memory</c> run does to which server.</summary>
internal sealed record LoadOptions
{
    public required Uri Url { get; init; }

    public string? Token { get; init; }

    /// <summary>A kubeconfig whose client certificate or token is used when no token is given.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>The server's processes and its database's: their CPU time and memory are the figures to steer by.</summary>
    public IReadOnlyList<int> Pids { get; init; } = [];

    public string? JsonFile { get; init; }

    /// <summary>The names of the loads to run; empty means all.</summary>
    public IReadOnlySet<string> Only { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Multiplies the number of requests of every load.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Updates a second of the fan-out; 0 sends the next when every watcher has the last.</summary>
    public double FanOutRate { get; init; }

    /// <summary>A shell command that starts the server: its time to ready is measured, and it is killed at the end.</summary>
    public string? StartCommand { get; init; }

    /// <summary>Whether <c>memory</c> looks into the server's heap at the end.</summary>
    public bool Heap { get; init; }

    /// <summary>
    /// Parses the arguments; <paramref name="options"/> is null when they are wrong, which is written to <paramref name="errors"/>.
    /// </summary>
    public static bool TryParse(IReadOnlyList<string> arguments, out LoadOptions? options, out TextWriter errors)
    {
        errors = Console.Error;
        options = null;
        if (arguments.Count % 2 != 1 || !Uri.TryCreate(arguments[0], UriKind.Absolute, out var url))
        {
            return false;
        }

        var parsed = new LoadOptions { Url = url };
        for (var i = 1; i < arguments.Count; i += 2)
        {
            if (parsed.With(arguments[i], arguments[i + 1]) is not { } next)
            {
                errors.WriteLine($"unknown option {arguments[i]}");
                return false;
            }

            parsed = next;
        }

        if (!url.IsLoopback || (parsed.Token is null && parsed.Kubeconfig is null))
        {
            errors.WriteLine("loopback servers only, and a token or a kubeconfig is needed");
            return false;
        }

        options = parsed;
        return true;
    }

    public bool Wants(string load) => Only.Count == 0 || Only.Contains(load);

    public int Scaled(int count) => Math.Max(1, (int)(count * Scale));

    private LoadOptions? With(string option, string value) => option switch
    {
        "--token" => this with { Token = value },
        "--kubeconfig" => this with { Kubeconfig = value },
        "--pids" => this with { Pids = [.. value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)] },
        "--json" => this with { JsonFile = value },
        "--only" => this with { Only = value.Split(',').ToHashSet(StringComparer.Ordinal) },
        "--scale" => this with { Scale = double.Parse(value, CultureInfo.InvariantCulture) },
        "--fan-out-rate" => this with { FanOutRate = double.Parse(value, CultureInfo.InvariantCulture) },
        "--start-command" => this with { StartCommand = value },
        "--heap" => this with { Heap = bool.Parse(value) },
        _ => null,
    };
}
