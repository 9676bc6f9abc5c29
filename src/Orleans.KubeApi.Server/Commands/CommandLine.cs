using System.CommandLine;
using Orleans.KubeApi.Hosting;
using Orleans.KubeApi.Server.Options;

namespace Orleans.KubeApi.Server.Commands;

/// <summary>
/// The verbs: <c>serve</c> (also without a verb), <c>migrate</c>, <c>backup</c>, <c>restore</c>, <c>version</c>. Wrong usage is one line on
/// standard error and exit code 2; what couldn't be done is one too, and exit code 1.
/// </summary>
internal static class CommandLine
{
    private const string SettingsFile = "appsettings.json";

    /// <summary>Parses and runs; returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var root = Create(output);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await error.WriteLineAsync($"error: {parsed.Errors[0].Message} (--help lists the options)");
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // The server handles signals itself, gracefully.
            });
        }
        catch (KubeApiOptionsException e)
        {
            await error.WriteLineAsync($"error: {OneLine(e.Message)}");
            return ExitCode.Usage;
        }
        catch (Exception e)
        {
            // The port is taken, the disk is full, the database isn't there: not what a core dump would explain.
            await error.WriteLineAsync($"error: {(IsExplained(e) ? OneLine(e.Message) : e)}");
            return ExitCode.Failure;
        }
    }

    /// <summary>Whether the message is enough: what the system said, or what the engine made a sentence of. All else is a bug.</summary>
    private static bool IsExplained(Exception e) =>
        e is IOException or UnauthorizedAccessException or OperationCanceledException
        || e.GetType().Assembly == typeof(KubeApiOptionsException).Assembly;

    // What a parser or the system says may have lines of its own.
    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static RootCommand Create(TextWriter output)
    {
        var values = ServerOptionTable.All
            .Select(static option => new Option<string[]>(option.Flag)
            {
                Description = option.Help, Recursive = true, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false,
            }).ToArray();
        var root = new RootCommand(
            "A Kubernetes API server on Orleans. Options may also be given as KUBEAPI_… variables and in appsettings.json.");
        foreach (var value in values)
        {
            root.Options.Add(value);
        }

        var serve = new Command("serve", "Run the server until Ctrl-C (the default)");
        var migrate = new Command("migrate", "Bring the store to this version's schema, encrypt as --encryption-provider-config says, and stop");
        var version = new Command("version", "Print the version");
        root.Subcommands.Add(serve);
        root.Subcommands.Add(migrate);
        root.Subcommands.Add(BackupCommand.Create(parsed => Read(parsed, values), output));
        root.Subcommands.Add(RestoreCommand.Create(parsed => Read(parsed, values), output));
        root.Subcommands.Add(version);
        root.SetAction((parsed, cancellation) => ServeCommand.RunAsync(Read(parsed, values), Settings(), output, cancellation));
        serve.SetAction((parsed, cancellation) => ServeCommand.RunAsync(Read(parsed, values), Settings(), output, cancellation));
        migrate.SetAction((parsed, cancellation) => MigrateCommand.RunAsync(Read(parsed, values), output, cancellation));
        version.SetAction(_ => VersionCommand.Run(output));
        return root;
    }

    private static KubeApiOptions Read(ParseResult parsed, Option<string[]>[] values)
    {
        var typed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in values)
        {
            if (parsed.GetResult(value) is { Implicit: false } && parsed.GetValue(value) is { Length: > 0 } texts)
            {
                var option = ServerOptionTable.All.First(o => o.Flag == value.Name);
                typed.Add(option.Name, option.IsRepeatable ? string.Join(',', texts) : texts[^1]);
            }
        }

        return ServerOptionReader.Read(typed, Environment.GetEnvironmentVariable, Settings());
    }

    /// <summary>
    /// appsettings.json of the current folder; null without one, which is the usual case and must not cost a reader's start.
    /// </summary>
    private static IConfiguration? Settings()
    {
        if (!File.Exists(SettingsFile))
        {
            return null;
        }

        try
        {
            return new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(SettingsFile), optional: false, reloadOnChange: false).Build();
        }
        catch (InvalidDataException e)
        {
            throw new KubeApiOptionsException($"{SettingsFile}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }
}
