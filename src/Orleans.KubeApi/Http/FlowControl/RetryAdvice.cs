namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>
/// The Retry-After of a level: it doubles while many requests are refused and comes down by one when few are, as a sender's window in TCP.
/// </summary>
internal sealed class RetryAdvice(TimeProvider time)
{
    private const int Longest = 32;

    private readonly Lock _lock = new();
    private readonly int[] _counts = new int[Longest + 1];
    private readonly long[] _seconds = new long[Longest + 1];
    private readonly long _origin = time.GetTimestamp();
    private long _current = -1;
    private long _raised = long.MinValue / 2;
    private int _advice = 1;

    /// <summary>One more was refused: when may it come back?</summary>
    public int Refused()
    {
        lock (_lock)
        {
            var now = (long)time.GetElapsedTime(_origin).TotalSeconds;
            if (now != _current)
            {
                _current = now;
                Revise(now);
            }

            var slot = (int)(now % _counts.Length);
            if (_seconds[slot] != now)
            {
                (_seconds[slot], _counts[slot]) = (now, 0);
            }

            _counts[slot]++;
            return _advice;
        }
    }

    private void Revise(long now)
    {
        var refused = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_seconds[i] < now && now - _seconds[i] <= _advice)
            {
                refused += _counts[i];
            }
        }

        if (now - _raised >= _advice && refused >= 3L * _advice)
        {
            _advice = Math.Min(_advice * 2, Longest);
            _raised = now;
        }
        else if (refused < _advice && _advice > 1)
        {
            _advice--;
        }
    }
}
