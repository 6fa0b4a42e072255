using BudgetMesh.Capacity;
using BudgetMesh.Rates;

namespace BudgetMesh.Tests.Capacity;

/// <summary>Which answers name the limit.</summary>
public enum HeadersOn
{
    None,
    Refusals,
    All,
}

/// <summary>
/// A made provider with an exact bucket of its own, whose limit is halved for a while, and eight gateways with more demand than
/// there is capacity. Each reports every 100 ms and is lent an eighth of what is effective then.
/// </summary>
internal sealed class ProviderDrop
{
    public const int PerSecond = 1_000, DropSecond = 30, RecoverySecond = 90, EndSecond = 150;

    private const int Gates = 8;

    private static readonly LimitPlan Limit = new("requests", LimitUnit.Requests, PerSecond * 60, PerSecond / 10, WhenAway.Deny);

    private readonly PriorityQueue<Action, (TimeSpan, long)> _events = new();
    private readonly DeploymentHealth _health = new([Limit], TimeSpan.Zero);
    private readonly RateBucket _provider = new();
    private readonly RateBucket[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new RateBucket())];
    private readonly ProviderMeter[] _meters = [.. Enumerable.Range(0, Gates).Select(_ => new ProviderMeter())];
    private readonly long[] _served = new long[EndSecond + 10], _refused = new long[EndSecond + 10];
    private readonly Random _random;
    private readonly double _demand;
    private readonly HeadersOn _headers;
    private readonly int _burstMilliseconds;
    private TimeSpan _now;
    private long _scheduled;

    /// <param name="demand">In parts of the capacity.</param>
    /// <param name="burstMilliseconds">The provider's burst, in the time that its limit takes to renew it.</param>
    public ProviderDrop(int seed, double demand, HeadersOn headers, int burstMilliseconds)
    {
        (_random, _demand, _headers, _burstMilliseconds) = (new Random(seed), demand, headers, burstMilliseconds);
        SetProvider(PerSecond);
        _provider.Add(PerSecond, TimeSpan.Zero);
        After(TimeSpan.FromSeconds(DropSecond), () => SetProvider(PerSecond / 2));
        After(TimeSpan.FromSeconds(RecoverySecond), () => SetProvider(PerSecond));
        for (var gate = 0; gate < Gates; gate++)
            SyncLater(gate, TimeSpan.FromMilliseconds(100.0 * gate / Gates));
        AskLater();
        Run();
    }

    /// <summary>Of the requests that the provider got in the worst second from then on, the part that met a 429.</summary>
    public double WorstRefusedShare(int fromSecond, int toSecond) =>
        Enumerable.Range(fromSecond, toSecond - fromSecond).Max(second => (double)_refused[second] / Math.Max(1, _refused[second] + _served[second]));

    public double RefusedShare(int fromSecond, int toSecond) => (double)_refused[fromSecond..toSecond].Sum()
        / (_refused[fromSecond..toSecond].Sum() + _served[fromSecond..toSecond].Sum());

    /// <summary>Requests served in a second, on the average.</summary>
    public double Served(int fromSecond, int toSecond) => _served[fromSecond..toSecond].Average();

    private void Run()
    {
        while (_events.TryDequeue(out var next, out var due) && due.Item1 < TimeSpan.FromSeconds(EndSecond))
        {
            _now = due.Item1;
            next();
        }
    }

    private void SetProvider(int perSecond) => _provider.Set(perSecond * 3_600L, perSecond * _burstMilliseconds / 1_000, _now);

    private void AskLater() => After(TimeSpan.FromSeconds(-Math.Log(1 - _random.NextDouble()) / (PerSecond * _demand)), () =>
    {
        AskLater();
        var gate = _random.Next(Gates);
        if (!_gates[gate].Has(1, _now))
            return;
        _gates[gate].Charge(1, _now);
        After(TimeSpan.FromMilliseconds(10 + _random.Next(20)), () => Answer(gate));
    });

    private void Answer(int gate)
    {
        var served = _provider.Has(1, _now);
        if (served)
            _provider.Charge(1, _now);
        (served ? _served : _refused)[(int)_now.TotalSeconds]++;
        var signal = new ProviderSignal(served ? ProviderOutcome.Served : ProviderOutcome.RateLimited)
        {
            RetryAfter = served ? null : TimeSpan.FromSeconds(1),
            Requests = _headers == HeadersOn.All || (_headers == HeadersOn.Refusals && !served) ? new ProviderAllowance(_provider.RatePerHour / 60, _provider.Level(_now), null) : default,
        };

        // Headers come with the first token, so served answers tell late.
        After(TimeSpan.FromMilliseconds(served ? 100 + _random.Next(900) : 20), () => _meters[gate].Observe(signal));
    }

    private void SyncLater(int gate, TimeSpan delay) => After(delay, () =>
    {
        if (!_meters[gate].IsEmpty)
            _health.Observe(_meters[gate].Take(), _now);
        var effective = _health.Effective(Limit, _now);
        _health.Circuit(_now).ShouldBe(CircuitState.Closed);
        _gates[gate].Set(effective * 60 / Gates, Limit.Burst * effective / Limit.Amount / Gates, _now);
        SyncLater(gate, TimeSpan.FromMilliseconds(100));
    });

    private void After(TimeSpan delay, Action action) => _events.Enqueue(action, (_now + delay, _scheduled++));
}
