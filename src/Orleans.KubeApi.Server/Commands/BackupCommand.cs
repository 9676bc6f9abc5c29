using System.CommandLine;
using Orleans.KubeApi.Hosting;

namespace Orleans.KubeApi.Server.Commands;

/// <summary>Writes the whole store into a file, beside running servers.</summary>
internal static class BackupCommand
{
    /// <summary>The command.</summary>
    /// <param name="read">Puts the server's options together.</param>
    /// <param name="output">Gets a sentence about what was done.</param>
    public static Command Create(Func<ParseResult, KubeApiOptions> read, TextWriter output)
    {
        var file = new Option<string>("--file") { Description = "The file to write; it must not exist", Required = true };
        var command = new Command("backup", "Write the whole store, as of one moment, into a file; servers may run") { file };
        command.SetAction(async (parsed, cancellation) =>
        {
            await output.WriteLineAsync(await KubeApiBackup.WriteAsync(read(parsed), parsed.GetRequiredValue(file), cancellation));
            return ExitCode.Success;
        });
        return command;
    }
}
