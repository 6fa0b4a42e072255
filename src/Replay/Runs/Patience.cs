using System.Diagnostics;
using BudgetMesh.Lending;
using BudgetMesh.Routing;

namespace BudgetMesh.Replay;

/// <summary>How long and how often one client goes on asking for one request.</summary>
/// <param name="options">What is run.</param>
/// <param name="clock">Real time of the run.</param>
internal sealed class Patience(ReplayOptions options, Stopwatch clock)
{
    /// <summary>What holds occupy is recalled within this long; the protocol's own times are not compressed with the trace, so a retry sooner would mostly be told the same.</summary>
    private static readonly TimeSpan RetryLeast = LendingRules.RecallPatience;

    /// <summary>A client's own way there and back.</summary>
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(10);

    /// <summary>Of one request by providers: a gate that was told should not have let it through again.</summary>
    private const int ProviderRefusalsMost = 3;

    private readonly TimeSpan _until = clock.Elapsed + options.Patience;
    private int _retries;
    private int _providerRefusals;

    /// <summary>How long to wait before it is asked again; null where the client gives up.</summary>
    public TimeSpan? After(in Decision refusal)
    {
        if (refusal.RetryAfter is not { } after)
            return null;
        if (refusal.Reason is Reason.RateLimited or Reason.CapacityShort or Reason.DeploymentClosed)
        {
            // Rates are of real time, so what they say of waiting is too.
            var wait = Longer(after, RoundTrip);
            return clock.Elapsed + wait <= _until ? wait : null;
        }

        return _retries++ < options.RetriesMost ? Longer(options.Speed.Scale(after), RetryLeast) : null;
    }

    /// <summary>The same after a provider's refusal: at once, for the gate may know of another deployment.</summary>
    public TimeSpan? AfterProvider() => ++_providerRefusals < ProviderRefusalsMost && clock.Elapsed < _until ? TimeSpan.Zero : null;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
