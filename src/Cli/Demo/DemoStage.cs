using System.Collections.Concurrent;
using System.Globalization;

namespace BudgetMesh.Cli;

/// <summary>The demo while it runs: what its moments act on, and what was told of them.</summary>
internal sealed class DemoStage(SiloAccess silo, DemoCalendar calendar)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public SiloAccess Silo => silo;

    public DemoCalendar Calendar => calendar;

    /// <summary>What scopes were given beyond their caps.</summary>
    public ConcurrentDictionary<ScopePath, Money> Credits { get; } = [];

    /// <summary>What has happened, a sentence each.</summary>
    public ConcurrentQueue<string> Told { get; } = [];

    /// <summary>Lets each moment happen on its day, until all have or the traffic ends.</summary>
    public async Task PlayAsync(IEnumerable<DemoMoment> moments, Task traffic)
    {
        foreach (var moment in moments)
        {
            while (calendar.Day < moment.Day)
            {
                if (await ReplayProgress.EndsWithinAsync(traffic, Look))
                    return;
            }

            var told = await moment.ActAsync(this, CancellationToken.None);
            Told.Enqueue(string.Create(CultureInfo.InvariantCulture, $"Day {calendar.Day}: {told}"));
        }
    }
}
