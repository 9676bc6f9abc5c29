using System.CommandLine;
using Orleans.KubeApi.Hosting;

namespace Orleans.KubeApi.Server.Commands;

/// <summary>Loads a backup into a store, or moves the revisions of one that was restored by other means.</summary>
internal static class RestoreCommand
{
    /// <summary>The command.</summary>
    /// <param name="read">Puts the server's options together.</param>
    /// <param name="output">Gets a sentence about what was done.</param>
    public static Command Create(Func<ParseResult, KubeApiOptions> read, TextWriter output)
    {
        var file = new Option<string>("--file") { Description = "The backup; without it see --in-place" };
        var inPlace = new Option<bool>("--in-place")
        {
            Description = "The database was restored by its own tools: only move revisions on, so that clients list anew",
        };
        var force = new Option<bool>("--force") { Description = "Replace what the store holds" };
        var bump = new Option<long>("--revision-bump")
        {
            Description = "How far revisions move on, beyond all that were given out since the backup",
            DefaultValueFactory = static _ => KubeApiBackup.DefaultRevisionBump,
        };
        var command = new Command("restore", "Load a backup into an empty store; all servers must be stopped")
        {
            file, inPlace, force, bump,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (options, by) = (read(parsed), parsed.GetValue(bump));
            var path = parsed.GetValue(file);
            if (path is null != parsed.GetValue(inPlace) || by is < 1 or > 1L << 40)
            {
                throw new KubeApiOptionsException("restore needs either --file or --in-place, and --revision-bump from 1 to 2^40");
            }

            await output.WriteLineAsync(path is null
                ? await KubeApiBackup.MoveOnAsync(options, by, cancellation)
                : await KubeApiBackup.RestoreAsync(options, path, parsed.GetValue(force), by, cancellation));
            return ExitCode.Success;
        });
        return command;
    }
}
