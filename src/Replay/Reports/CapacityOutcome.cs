using BudgetMesh.Rates;
using BudgetMesh.Replay.Measures;
using BudgetMesh.Replay.Provider;

namespace BudgetMesh.Replay;

/// <summary>What a run did with the capacity of its deployments, from the provider's own meters.</summary>
/// <param name="options">What was run.</param>
/// <param name="provider">With the limits that it kept.</param>
/// <param name="meters">What was counted.</param>
internal sealed class CapacityOutcome(ReplayOptions options, FakeProvider provider, RunMeters meters)
{
    /// <summary>So many requests may meet a 429 in a run in which the provider keeps its word: a few gates notice late that the machine was late.</summary>
    public const decimal RefusedShareMost = 0.001m;

    /// <summary>A line for each limit; null where no deployment has one.</summary>
    public IReadOnlyList<CapacityReport>? Limits() => provider.Limits.ByDeployment.Count == 0 ? null :
    [
        .. from deployment in provider.Limits.ByDeployment.OrderBy(static deployment => deployment.Key, StringComparer.Ordinal)
           from limit in deployment.Value.Limits
           let refused = deployment.Value.RefusedBy(limit)
           select new CapacityReport(
               deployment.Key, limit.Name, Word(limit.Unit), limit.Amount, Share(UsedShare(deployment.Key, deployment.Value, limit)) ?? 0,
               new RefusedReport(refused, Share(refused / (double)Math.Max(1, deployment.Value.Arrivals)) ?? 0)),
    ];

    /// <summary>The first reservation; null where there is none, or where clients ask only as fast as they are answered.</summary>
    public ReservationReport? Reservation()
    {
        if (options.Reserved is not { } reserved || options.Speed.Factor is null || CapacityPerSecond(reserved.Deployment, reserved.Unit) is not { } capacity)
            return null;
        var measure = new ReservationMeasure(meters, reserved, capacity);
        return new ReservationReport
        {
            Scope = reserved.Scope.Value,
            Deployment = reserved.Deployment,
            Honoured = Share(measure.Honoured().Share),
            OthersOfRest = Share(measure.OthersOfRest().Share),
            Borrowed = Share(measure.Borrowed().Share),
            ReturnedMs = measure.ReturnedMilliseconds(),
            IdleAtS = Seconds(measure.Idle?.At),
            IdleForS = Seconds(measure.Idle?.For),
        };
    }

    /// <summary>Null where there is no limit, fewer than two scopes without a reservation, or no span in which all of them asked for more than their share.</summary>
    public FairnessReport? Fairness()
    {
        var scopes = options.Scopes.Where(scope => options.Reserved?.Scope.Contains(scope) is not true).Select(static scope => scope.Value).ToList();
        if (options.Speed.Factor is null || scopes.Count < 2 || Scarcest() is not { } scarce)
            return null;
        var asked = scopes.ConvertAll(scope => meters.AskedBySecond(scarce.Limit.Unit, scope.Equals));
        var used = scopes.ConvertAll(scope => meters.UsedBySecond(scarce.Limit.Unit, scarce.Deployment, scope.Equals));
        return FairSpan.Find(asked, used, meters.IsSteady) is { } span
            ? new FairnessReport(scopes, scarce.Deployment, Share(span.Jain)!.Value, FairSpan.Seconds, span.FromSecond)
            : null;
    }

    /// <summary>Null where the provider never took less.</summary>
    public ProviderDropReport? Drop()
    {
        if (provider.Limits.Drops.All is not [var drop, ..] || Scarcest() is not { } scarce)
            return null;
        var measure = new DropMeasure(meters, drop.Span);
        return new ProviderDropReport
        {
            Factor = drop.Factor,
            AtS = Seconds(drop.Span.At)!.Value,
            ForS = Seconds(drop.Span.For)!.Value,
            RefusedShareBefore = Share(measure.RefusedBefore()),
            RefusedShareFirst2S = Share(measure.RefusedAtFirst()),
            RefusedShareAfter2S = Share(measure.RefusedAfterNotice()),
            RecoveredUsedShare30S = Share(measure.Recovered(scarce.Deployment, scarce.Limit.Unit, (double)scarce.Limit.Amount / 60)),
        };
    }

    public IEnumerable<string> Findings()
    {
        if (provider.Limits.Drops.All.Length > 0)
            yield break;
        foreach (var limit in Limits() ?? [])
        {
            if (limit.RefusedByProvider.Share > RefusedShareMost)
            {
                yield return string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"the provider refused {limit.RefusedByProvider.Count} requests ({limit.RefusedByProvider.Share:P2}) beyond {limit.Limit} of {limit.Deployment}, {limit.Amount} {limit.Unit}");
            }
        }
    }

    /// <summary>The limit on a rate of which most was used.</summary>
    private (string Deployment, ProviderLimit Limit)? Scarcest() =>
        (from deployment in provider.Limits.ByDeployment
         from limit in deployment.Value.Limits
         where limit.Unit != LimitUnit.Concurrent
         orderby UsedShare(deployment.Key, deployment.Value, limit) descending
         select ((string, ProviderLimit)?)(deployment.Key, limit)).FirstOrDefault();

    private double UsedShare(string deployment, ProviderLimiter limiter, ProviderLimit limit) => limit.Unit == LimitUnit.Concurrent
        ? limiter.OccupiedMost / (double)limit.Amount
        : meters.UsedBySecond(limit.Unit, deployment, static _ => true).DefaultIfEmpty(0).Average() / ((double)limit.Amount / 60);

    private double? CapacityPerSecond(string deployment, LimitUnit unit) => provider.Limits.ByDeployment.GetValueOrDefault(deployment)?.Limits
        .Where(limit => limit.Unit == unit).Select(static limit => (double?)limit.Amount / 60).Min();

    private static string Word(LimitUnit unit) => unit switch
    {
        LimitUnit.Requests => "requests per minute",
        LimitUnit.InputTokens => "input tokens per minute",
        LimitUnit.OutputTokens => "output tokens per minute",
        LimitUnit.Tokens => "tokens per minute",
        _ => "concurrent requests",
    };

    private static decimal? Share(double? share) => share is { } part ? Math.Round((decimal)part, 6, MidpointRounding.ToZero) : null;

    private static decimal? Seconds(TimeSpan? span) => span is { } time ? Math.Round((decimal)time.TotalSeconds, 3) : null;
}
