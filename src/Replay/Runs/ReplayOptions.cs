using System.Collections.Immutable;
using BudgetMesh.Replay.Provider;

namespace BudgetMesh.Replay;

/// <summary>How a trace is driven through gates.</summary>
/// <param name="Trace">What is asked.</param>
/// <param name="Askers">Who asks: one, or several among which each request is dealt by chance.</param>
/// <param name="Speed">How fast.</param>
/// <param name="Seed">Decides which gate a request goes to and who asks it, and how long the provider takes.</param>
public sealed record ReplayOptions(Trace Trace, ImmutableArray<Asker> Askers, ReplaySpeed Speed, int Seed)
{
    /// <param name="scopes">Who pays: askers that state nothing else, each as often as the others.</param>
    public ReplayOptions(Trace trace, IEnumerable<ScopePath> scopes, ReplaySpeed speed, int seed)
        : this(trace, [.. scopes.Select(static scope => new Asker(scope))], speed, seed)
    {
    }

    /// <summary>Who pays, each once.</summary>
    public ImmutableArray<ScopePath> Scopes => [.. Askers.Select(static asker => asker.Scope).Distinct()];

    /// <summary>So many requests, each in a scope of its own that it makes below its payer; the trace is repeated as often as need be. Null for the trace as it is.</summary>
    public int? Runs { get; init; }

    /// <summary>How the names of those scopes begin: a number follows.</summary>
    public string RunPrefix { get; init; } = "run-";

    /// <summary>Requests in all.</summary>
    public int Count => Runs ?? Trace.Requests.Length;

    /// <summary>From the first request to the last, in real time; null at <see cref="ReplaySpeed.Max"/>.</summary>
    public TimeSpan? Length => Speed.Factor is null ? null : Speed.Scale(RequestAt(Count - 1).Arrival);

    /// <summary>The ladder that requests ask for; null for their scope's own.</summary>
    public string? Ladder { get; init; }

    /// <summary>Requests that are under way at once at <see cref="ReplaySpeed.Max"/>, over all gates.</summary>
    public int InFlight { get; init; } = 64;

    /// <summary>How often a client asks again after a refusal that passes by itself.</summary>
    public int RetriesMost { get; init; } = 8;

    /// <summary>How long a client goes on asking for one request that is refused for rate or capacity, in real time; then it gives up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>When who asks for nothing.</summary>
    public ImmutableArray<IdleSpan> Idle { get; init; } = [];

    /// <summary>When the provider allows less than its limits.</summary>
    public ProviderDrops Drops { get; init; } = ProviderDrops.None;

    /// <summary>The provider's answers say what its limits have left.</summary>
    public bool ProviderTells { get; init; } = true;

    /// <summary>The reservation whose worth is measured; null where there is none.</summary>
    public ReservedRate? Reserved { get; init; }

    /// <summary>The request of that number, with its arrival since the first.</summary>
    public TracedRequest RequestAt(int number)
    {
        var (passes, place) = Math.DivRem(number, Trace.Requests.Length);
        var request = Trace.Requests[place];
        return request with { Arrival = request.Arrival + passes * Trace.Requests[^1].Arrival };
    }

    /// <summary>Whether <paramref name="payer"/> asks for nothing at that moment of the trace.</summary>
    public bool IsIdle(ScopePath payer, TimeSpan arrival)
    {
        foreach (var idle in Idle)
        {
            if (idle.Span.Contains(Speed.Scale(arrival)) && idle.Scope.Contains(payer))
                return true;
        }

        return false;
    }

    /// <summary>Which scope <paramref name="payer"/>'s request of that number names: itself, or the run that it makes.</summary>
    public ScopePath ScopeOf(int number, ScopePath payer) =>
        Runs is null ? payer : ScopePath.Parse(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{payer}/{RunPrefix}{number:D9}"));
}
