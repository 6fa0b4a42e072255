namespace BudgetMesh.Replay.Measures;

/// <summary>What a reservation was worth to its holder and to the others.</summary>
/// <param name="meters">Of the run.</param>
/// <param name="reserved">Which reservation.</param>
/// <param name="capacityPerSecond">What the deployment takes in the reservation's unit.</param>
public sealed class ReservationMeasure(RunMeters meters, ReservedRate reserved, double capacityPerSecond)
{
    /// <summary>That a holder is idle is known once its slices have run out: for so long from its last request nobody is to have borrowed.</summary>
    public const int NoticeSeconds = 2;

    private readonly double[] _holderAsked = meters.AskedBySecond(reserved.Unit, scope => IsHolder(reserved, scope));
    private readonly double[] _holderUsed = meters.UsedBySecond(reserved.Unit, reserved.Deployment, scope => IsHolder(reserved, scope));
    private readonly double[] _othersAsked = meters.AskedBySecond(reserved.Unit, scope => !IsHolder(reserved, scope));
    private readonly double[] _othersUsed = meters.UsedBySecond(reserved.Unit, reserved.Deployment, scope => !IsHolder(reserved, scope));

    /// <summary>The holder's first idle time; null where it had none.</summary>
    public RunSpan? Idle { get; } = meters.Idle.Where(idle => idle.Scope.Contains(reserved.Scope)).Select(static idle => (RunSpan?)idle.Span).FirstOrDefault();

    public ServedInTime Honoured() => ServedInTime.Of(Due(IsBusy, second => Math.Min(_holderAsked[second], reserved.PerSecond)), _holderUsed);

    public ServedInTime OthersOfRest() =>
        ServedInTime.Of(Due(IsBusy, second => Math.Min(_othersAsked[second], Math.Max(0, capacityPerSecond - _holderUsed[second]))), _othersUsed);

    public ServedInTime Borrowed()
    {
        if (Idle is not { } idle)
            return default;
        var from = Math.Min(meters.Seconds, (int)Math.Ceiling(idle.At.TotalSeconds) + NoticeSeconds);
        var to = Math.Clamp((int)idle.End.TotalSeconds, from, meters.Seconds);
        var due = Due(meters.IsSteady, second => Math.Min(_othersAsked[second], capacityPerSecond));
        return ServedInTime.Of(due.AsSpan(from..to), _othersUsed.AsSpan(from..to));
    }

    public int? ReturnedMilliseconds() => Idle is not { } idle ? null : Return.Milliseconds(
        meters.Asked.BySteps(meters.Seconds, reserved.Unit, key => IsHolder(reserved, key.Scope)),
        meters.Served.BySteps(meters.Seconds, reserved.Unit, key => key.Deployment == reserved.Deployment && IsHolder(reserved, key.Scope)),
        reserved.PerSecond,
        (int)(idle.End.TotalSeconds * UsageMeter.StepsPerSecond));

    private double[] Due(Func<int, bool> isMeant, Func<int, double> due) =>
        [.. Enumerable.Range(0, meters.Seconds).Select(second => isMeant(second) ? due(second) : 0)];

    /// <summary>The holder is not idle in any part of that second.</summary>
    private bool IsBusy(int second) => meters.IsSteady(second)
        && !(Idle is { } idle && second + 1 > idle.At.TotalSeconds && second + 1 <= idle.End.TotalSeconds);

    private static bool IsHolder(ReservedRate reserved, string scope) => reserved.Scope.Contains(ScopePath.Parse(scope));
}
