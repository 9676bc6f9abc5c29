namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>
/// Divides the server's seats among the levels: by shares at first, then, every ten seconds, by what each has lately asked for, between the
/// bounds that its lending and borrowing set.
/// </summary>
internal static class SeatAllocation
{
    private const double SmallestTarget = 0.001;
    private const double Epsilon = 1e-7;

    // What one request may be estimated at, as a part of its level: ten seats with the default levels and limits.
    private const double LargestPart = 0.15;

    /// <summary>The configuration changed: shares, bounds, and a start for new levels.</summary>
    /// <returns>The sum of all shares, a little more than <paramref name="seats"/> because each is rounded up.</returns>
    public static int Divide(IReadOnlyCollection<FlowLevel> levels, int seats)
    {
        var weights = levels.Sum(l => (double)l.Settings.Shares);
        var sum = 0;
        foreach (var level in levels)
        {
            var (settings, shares) = (level.Settings, level.Shares);
            var nominal = weights > 0 ? (int)Math.Ceiling(seats * settings.Shares / weights) : 0;
            var lendable = (int)Math.Round(nominal * settings.LendablePercent / 100.0, MidpointRounding.AwayFromZero);
            var borrowed = settings.BorrowingPercent is { } percent
                ? (int)Math.Round(nominal * Math.Min(percent, 100_000) / 100.0, MidpointRounding.AwayFromZero) : seats;
            shares.Nominal = nominal;
            shares.Least = nominal - lendable;
            shares.Most = nominal + borrowed;
            shares.MaxSeats = settings.Queues == 0 ? 0
                : (int)Math.Max(1, Math.Min(Math.Ceiling(nominal * LargestPart), nominal / settings.HandSize));
            if (!shares.IsKnown)
            {
                (shares.IsKnown, shares.Current) = (true, nominal - (lendable / 2));
            }

            sum += nominal;
        }

        return sum;
    }

    /// <summary>A period is over: sets the seats of the next one.</summary>
    /// <param name="levels">All levels.</param>
    /// <param name="sum">What <see cref="Divide"/> returned.</param>
    /// <returns>The fraction of their demand that levels without bounds get; 0 when there isn't even the least for all.</returns>
    public static double Adjust(IReadOnlyCollection<FlowLevel> levels, int sum)
    {
        var limited = new List<FlowLevel>();
        var items = new List<Claim>();
        var left = sum;
        foreach (var level in levels)
        {
            var demand = level.EndPeriod();
            var shares = level.Shares;
            if (level.Settings.IsExempt)
            {
                // Nothing limits it, so what it used is not there for the others.
                shares.Target = shares.Current = Math.Max(shares.Least, demand.HighWatermark);
                left -= shares.Current;
                level.SetLimit(shares.Current);
                continue;
            }

            var least = Math.Max(shares.Least, Math.Min(shares.Nominal, demand.HighWatermark));
            shares.Target = Math.Max(least, demand.Smoothed);
            limited.Add(level);
            items.Add(new Claim(least, Math.Max(least, shares.Most), Math.Max(shares.Target, SmallestTarget)));
        }

        var fraction = Assign(limited, items, left, sum);
        limited.ForEach(l => l.SetLimit(l.Shares.Current));
        return fraction;
    }

    private static double Assign(List<FlowLevel> levels, List<Claim> items, int left, int sum)
    {
        var least = levels.Sum(l => l.Shares.Least);
        var claimed = items.Sum(i => (int)i.Least);
        if (left <= claimed)
        {
            // Exempt requests took so much that not every claim can be met; what lies above the fixed least is cut evenly.
            var part = left <= least || claimed == least ? 0 : (double)(left - least) / (claimed - least);
            for (var i = 0; i < levels.Count; i++)
            {
                var shares = levels[i].Shares;
                shares.Current = shares.Least + (int)Math.Round((items[i].Least - shares.Least) * part, MidpointRounding.AwayFromZero);
            }

            return 0;
        }

        if (Fraction(items, sum) is not { } fraction)
        {
            return 0; // no solution: everybody keeps what he has
        }

        for (var i = 0; i < levels.Count; i++)
        {
            levels[i].Shares.Current = (int)Math.Round(items[i].At(fraction), MidpointRounding.AwayFromZero);
        }

        return fraction;
    }

    /// <summary>
    /// The fraction of the targets at which the claims, each within its bounds, add up to the sum; null if there is none. The total rises
    /// with the fraction in straight pieces between the fractions at which a bound begins or ends to count.
    /// </summary>
    internal static double? Fraction(IReadOnlyList<Claim> items, double sum)
    {
        if (items.Sum(i => i.Least) > sum + Epsilon || items.Sum(i => i.Most) < sum - Epsilon)
        {
            return null;
        }

        var before = 0.0;
        foreach (var corner in items.SelectMany(i => new[] { i.Least / i.Target, i.Most / i.Target }).Order())
        {
            var total = items.Sum(i => i.At(corner));
            if (total >= sum - Epsilon)
            {
                var start = items.Sum(i => i.At(before));
                return total - start < Epsilon ? corner : before + ((corner - before) * Math.Clamp((sum - start) / (total - start), 0, 1));
            }

            before = corner;
        }

        return before;
    }

    /// <summary>What a level must get, may get, and would like to get.</summary>
    internal readonly record struct Claim(double Least, double Most, double Target)
    {
        /// <summary>What it gets at a fraction.</summary>
        public double At(double fraction) => Math.Clamp(fraction * Target, Least, Most);
    }
}
