namespace BudgetMesh.Replay.Measures;

/// <summary>What a reservation was worth to its holder and to the others.</summary>
/// <param name="meters">Of the run.</param>
/// <param name="reserved">Which reservation.</param>
/// <param name="capacityPerSecond">What the deployment takes in the reservation's unit.</param>
public sealed class ReservationMeasure(RunMeters meters, ReservedRate reserved, double capacityPerSecond)
{
    /// <summary>
    /// Rates are lent for so long, so it takes that time until others may borrow from a holder who stopped asking, and until he
    /// has it back. Neither time is judged by shares; <see cref="ReturnedMilliseconds"/> tells of the way back.
    /// </summary>
    public const int NoticeSeconds = 2;

    private readonly double[] _holderAsked = meters.AskedBySecond(reserved.Unit, scope => IsHolder(reserved, scope));
    private readonly double[] _holderUsed = meters.UsedBySecond(reserved.Unit, reserved.Deployment, scope => IsHolder(reserved, scope));
    private readonly double[] _othersAsked = meters.AskedBySecond(reserved.Unit, scope => !IsHolder(reserved, scope));
    private readonly double[] _othersUsed = meters.UsedBySecond(reserved.Unit, reserved.Deployment, scope => !IsHolder(reserved, scope));

    /// <summary>The holder's first idle time; null where it had none.</summary>
    public RunSpan? Idle { get; } = meters.Idle.Where(idle => idle.Scope.Contains(reserved.Scope)).Select(static idle => (RunSpan?)idle.Span).FirstOrDefault();

    /// <summary>Of what the holder asked for, up to its reserved rate, what it got.</summary>
    public ServedInTime Honoured() => Over(IsBusy, second => Math.Min(_holderAsked[second], reserved.PerSecond), _holderUsed);

    /// <summary>Of what the holder did not use and others asked for, what they got.</summary>
    public ServedInTime OthersOfRest() =>
        Over(IsBusy, second => Math.Min(_othersAsked[second], Math.Max(0, capacityPerSecond - _holderUsed[second])), _othersUsed);

    /// <summary>Of the whole deployment, while the holder was idle and as far as others asked for it, what they got.</summary>
    public ServedInTime Borrowed() => Over(IsLent, second => Math.Min(_othersAsked[second], capacityPerSecond), _othersUsed);

    public int? ReturnedMilliseconds() => Idle is not { } idle ? null : Return.Milliseconds(
        meters.Asked.BySteps(meters.Seconds, reserved.Unit, key => IsHolder(reserved, key.Scope)),
        meters.Served.BySteps(meters.Seconds, reserved.Unit, key => key.Deployment == reserved.Deployment && IsHolder(reserved, key.Scope)),
        reserved.PerSecond,
        (int)(idle.End.TotalSeconds * UsageMeter.StepsPerSecond));

    /// <summary>Each stretch of seconds that are meant on its own: what one leaves unserved is not served by another.</summary>
    private ServedInTime Over(Func<int, bool> isMeant, Func<int, double> due, double[] used)
    {
        var sum = default(ServedInTime);
        for (var from = 0; from < meters.Seconds; from++)
        {
            var to = from;
            while (to < meters.Seconds && isMeant(to))
                to++;
            sum += ServedInTime.Of([.. Enumerable.Range(from, to - from).Select(due)], used.AsSpan(from..to));
            from = to;
        }

        return sum;
    }

    /// <summary>The holder is not idle in any part of that second, and has its own back.</summary>
    private bool IsBusy(int second) => meters.IsSteady(second)
        && !(Idle is { } idle && second + 1 > idle.At.TotalSeconds && second < idle.End.TotalSeconds + NoticeSeconds);

    /// <summary>The holder is idle all of that second, and others have been able to notice.</summary>
    private bool IsLent(int second) => meters.IsSteady(second)
        && Idle is { } idle && second >= idle.At.TotalSeconds + NoticeSeconds && second + 1 <= idle.End.TotalSeconds;

    private static bool IsHolder(ReservedRate reserved, string scope) => reserved.Scope.Contains(ScopePath.Parse(scope));
}
