using BudgetMesh.Rates;

namespace BudgetMesh.Replay.Measures;

/// <summary>What was asked for and what the provider took in, over the whole seconds of a run.</summary>
/// <param name="Asked">By the clients, each request once, when it was first asked, with the tokens that its answer has.</param>
/// <param name="Served">By the provider, when it took a request in.</param>
/// <param name="Refused">By the provider, with 429, each time.</param>
/// <param name="Idle">Spans in which scopes asked for nothing.</param>
/// <param name="Drops">Spans in which the provider took less.</param>
public sealed record RunMeters(UsageMeter Asked, UsageMeter Served, UsageMeter Refused, IReadOnlyList<IdleSpan> Idle, IReadOnlyList<RunSpan> Drops)
{
    /// <summary>At the start nothing is lent and nothing known about demand: for so long a run is not judged.</summary>
    public const int SettlingSeconds = 5;

    /// <summary>The same after the provider's limits came back.</summary>
    public const int RecoverySeconds = 30;

    /// <summary>Whole seconds of the run, to the last request that was asked.</summary>
    public int Seconds { get; } = Asked.Seconds;

    /// <summary>The deployment was as it should be in that second, and so was what was lent of it.</summary>
    public bool IsSteady(int second) =>
        second >= SettlingSeconds && !Drops.Any(drop => second + 1 > drop.At.TotalSeconds && second < drop.End.TotalSeconds + RecoverySeconds);

    public double[] AskedBySecond(LimitUnit unit, Func<string, bool> scope) => Doubles(Asked.BySecond(Seconds, unit, key => scope(key.Scope)));

    public double[] UsedBySecond(LimitUnit unit, string deployment, Func<string, bool> scope) =>
        Doubles(Served.BySecond(Seconds, unit, key => key.Deployment == deployment && scope(key.Scope)));

    private static double[] Doubles(long[] amounts) => Array.ConvertAll(amounts, static amount => (double)amount);
}
