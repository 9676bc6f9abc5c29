using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>POSIX signals for processes that a test has started itself.</summary>
internal static class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>Sends <paramref name="signal"/> to <paramref name="process"/>; throws when the process is gone.</summary>
    public static void Send(Process process, int signal)
    {
        if (process.HasExited)
        {
            throw new InvalidOperationException($"Process {process.Id} has already exited with {process.ExitCode}.");
        }

        if (SendSignal(process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"kill({process.Id}, {signal}) failed, errno {Marshal.GetLastPInvokeError()}.");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int pid, int signal);
}
