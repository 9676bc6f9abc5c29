using System.Runtime.InteropServices;

namespace Orleans.KubeApi.Tests.Growth;

/// <summary>
/// What a piece of code costs its thread: bytes, which are the same each time, and processor time, which other processes hardly change.
/// </summary>
internal static class ThreadWork
{
    private const int ThreadClock = 3;

    /// <summary>Runs an action.</summary>
    public static (long Bytes, TimeSpan Time) Of(Action action)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var time = Now();
        action();
        return (GC.GetAllocatedBytesForCurrentThread() - bytes, Now() - time);
    }

    /// <summary>
    /// What is wrong with the growth from <paramref name="small"/> to four times as many elements; null if nothing is. Linear work grows
    /// four times, that of pairs sixteen times. Work below the free amounts isn't looked at: there other things than the elements count.
    /// Time that grows too much is measured again up to sixteen times as many elements, where pairs take 256 times as long and collections
    /// of garbage, which take up to three times as long for an element more, can't be mistaken for them.
    /// </summary>
    /// <param name="small">The smaller number of elements.</param>
    /// <param name="run">Does the work for a number of elements.</param>
    public static string? Excess(int small, Action<int> run)
    {
        var many = Of(() => run(4 * small));
        var isCheap = many.Time < TimeSpan.FromMicroseconds(FreeMicroseconds * 4 * small);
        if (isCheap && many.Bytes < FreeBytes * 4L * small)
        {
            return null;
        }

        var few = Of(() => run(small));
        if (many.Bytes > few.Bytes * Most)
        {
            return $"{few.Bytes:N0} bytes become {many.Bytes:N0}";
        }

        if (isCheap || many.Time < few.Time * Suspicious)
        {
            return null;
        }

        var fewer = Least(() => run(small));
        var more = Least(() => run(16 * small));
        return more > fewer * MostOfSixteen ? $"{fewer.TotalMilliseconds:N1} ms become {more.TotalMilliseconds:N1} ms" : null;
    }

    private const double Suspicious = 6;
    private const double Most = 8.5;
    private const double MostOfSixteen = 64;
    private const double FreeMicroseconds = 5;
    private const long FreeBytes = 4_000;

    // The second run has nothing to compile any more.
    private static TimeSpan Least(Action action)
    {
        var (first, second) = (Of(action).Time, Of(action).Time);
        return first < second ? first : second;
    }

    private static TimeSpan Now() => GetTime(ThreadClock, out var time) == 0
        ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000)
        : throw new InvalidOperationException("no clock of the thread");

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out TimeValue time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeValue
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
