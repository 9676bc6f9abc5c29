namespace Orleans.KubeApi.Http.Measuring;

/// <summary>
/// How many requests of one kind run at the same time: the most within the last second, because the number of a moment says little.
/// </summary>
internal sealed class InFlightWatch
{
    private int _current;
    private int _most;
    private int _before;
    private long _second;

    /// <summary>A request begins.</summary>
    /// <param name="second">The second it is.</param>
    public void Begin(long second)
    {
        Turn(second);
        var current = Interlocked.Increment(ref _current);
        if (current > Volatile.Read(ref _most))
        {
            Volatile.Write(ref _most, current); // two at once may lose one; the next request sets it right
        }
    }

    /// <summary>It is over.</summary>
    public void End() => Interlocked.Decrement(ref _current);

    /// <summary>The most within this second and the one before.</summary>
    public int Most(long second)
    {
        Turn(second);
        return Math.Max(Volatile.Read(ref _before), Volatile.Read(ref _most));
    }

    private void Turn(long second)
    {
        var last = Volatile.Read(ref _second);
        if (second <= last || Interlocked.CompareExchange(ref _second, second, last) != last)
        {
            return;
        }

        _before = second == last + 1 ? _most : Volatile.Read(ref _current);
        _most = Volatile.Read(ref _current);
    }
}
