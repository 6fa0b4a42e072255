using BudgetMesh.Budgets;
using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Wire;

/// <summary>Between the messages of Core and those of the wire, each way. The only mapping in the house.</summary>
public static class WireMapping
{
    public static ScopeReport ToWire(this SyncRequest request) => new(
        request.Scope.Value, request.Incarnation.Value, request.Seq, request.VersionSeen, request.EpochSeen,
        (long)request.RoundTrip.TotalMicroseconds, request.Leaving, [.. request.Slices.Select(ToWire)])
    {
        Resumes = request.Resumes,
        Pauses = request.Pauses,
    };

    /// <exception cref="FormatException">A scope or incarnation is not one; the message says what would be.</exception>
    public static SyncRequest ToCore(this ScopeReport report) => new(
        ScopePath.Parse(report.Scope), new Incarnation(report.Incarnation), report.Seq, report.VersionSeen, report.EpochSeen,
        TimeSpan.FromMicroseconds(Math.Clamp(report.RoundTripUs, 0, RoundTripUsMost)), report.Leaving, [.. report.Slices.Select(ToCore)])
    {
        Resumes = report.Resumes,
        Pauses = report.Pauses,
    };

    public static ScopeTerms ToWire(this SyncAnswer answer) => new(
        answer.Scope.Value, answer.Seq, answer.Epoch, answer.Version, Statuses.ToWire(answer.Status), answer.Problem, [.. answer.Slices.Select(ToWire)]);

    /// <summary>Null where the owner could not be asked: as if no answer had come.</summary>
    /// <exception cref="FormatException">A scope, status or mode is not one.</exception>
    public static SyncAnswer? ToCore(this ScopeTerms terms) => terms.Status == Unavailable
        ? null
        : new SyncAnswer(
            ScopePath.Parse(terms.Scope), terms.Seq, terms.Epoch, terms.Version, Statuses.ToCore(terms.Status), terms.Problem, [.. terms.Slices.Select(ToCore)]);

    private static WireNames<SyncStatus> Statuses { get; } = new();

    /// <summary>The status of a scope whose owner could not be asked.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The status of a scope that cannot be made, for its pattern has made as many as it may.</summary>
    public static string TooManyScopes { get; } = Statuses.ToWire(SyncStatus.TooManyScopes);

    public static ReceiptLine ToWire(this Receipt receipt) => new(
        receipt.Seq, receipt.Decision, (receipt.At - NodaConstants.UnixEpoch).ToInt64Nanoseconds(), Kinds.ToWire(receipt.Kind), Verdicts.ToWire(receipt.Verdict), Reasons.ToWire(receipt.Reason),
        receipt.Scope.Value, receipt.Deployment, receipt.InputTokens, receipt.OutputTokens, receipt.Bound.ToString(), receipt.Cost.ToString(),
        receipt.PriceVersion, receipt.PlanVersion, receipt.Blocker, receipt.Needed, receipt.Headroom,
        [.. receipt.Legs.Select(static leg => new ReceiptLegLine(leg.Scope.Value, leg.Budget, leg.Window, leg.Amount))])
    {
        Rule = Stated(receipt.Rule),
        Task = Stated(receipt.Task),
        Priority = Priorities.ToWire(receipt.Priority),
        DataClass = Stated(receipt.DataClass),
        Caller = Stated(receipt.Caller),
        Shadow = receipt.Shadow is { } shadow ? new ShadowLine(shadow.Rule, Verdicts.ToWire(shadow.Verdict), shadow.Deployment) : null,
        Ahead = receipt.Ahead is { } ahead ? new AheadLine(ahead.Budget, ahead.Spent, ahead.Course) : null,
        MaxAffordable = receipt.MaxAffordable,
        RetryAfterMs = (long)receipt.RetryAfter.TotalMilliseconds,
        BatchBound = receipt.BatchBound == Money.Zero ? null : receipt.BatchBound.ToString(),
    };

    /// <exception cref="FormatException">A field is not what it should be; the message says what would be.</exception>
    public static Receipt ToCore(this ReceiptLine line, Incarnation incarnation) => new(
        incarnation, line.Seq, line.Decision, NodaConstants.UnixEpoch + Duration.FromNanoseconds(line.AtUnixNs), Kinds.ToCore(line.Kind), Verdicts.ToCore(line.Verdict), Reasons.ToCore(line.Reason),
        ScopePath.Parse(line.Scope), line.Deployment, line.InputTokens, line.OutputTokens, Money.Parse(line.Bound), Money.Parse(line.Cost),
        line.PriceVersion, line.PlanVersion, line.Blocker, line.Needed, line.Headroom,
        [.. line.Legs.Select(static leg => new ReceiptLeg(ScopePath.Parse(leg.Scope), leg.Budget, leg.Window, leg.Amount))])
    {
        Rule = line.Rule ?? "",
        Task = line.Task ?? "",
        Priority = line.Priority is { } priority ? Priorities.ToCore(priority) : Priority.Normal,
        DataClass = line.DataClass ?? "",
        Caller = line.Caller ?? "",
        Shadow = line.Shadow is { } shadow ? new ShadowDecision(shadow.Rule, Verdicts.ToCore(shadow.Verdict), shadow.Deployment) : null,
        Ahead = line.Ahead is { } ahead ? new AheadOfCourse(ahead.Budget, ahead.Spent, ahead.Course) : null,
        MaxAffordable = line.MaxAffordable,
        RetryAfter = TimeSpan.FromMilliseconds(line.RetryAfterMs),
        BatchBound = line.BatchBound is { } batch ? Money.Parse(batch) : Money.Zero,
    };

    /// <summary>The books as the owner sees them at this moment, written or not.</summary>
    public static ScopeBooks ToWire(this ScopeBook book, Instant wall)
    {
        var record = book.Snapshot();
        return new ScopeBooks(
            book.Scope.Value, book.Version, book.Epoch, book.Generation, book.Frozen,
            [.. book.ReadWindows(wall).Select(ToWire)],
            [.. record.Borrowers.Select(static borrower => new BorrowerLine(borrower.Incarnation.Value, borrower.Seq, BorrowerStates.ToWire(borrower.State)))],
            [.. record.Accounts.Select(static account => new AccountLine(
                account.Incarnation.Value, account.Budget, account.Window, account.Counters.Held, account.Counters.Free, account.Counters.Spent))]);
    }

    /// <exception cref="FormatException">The kind is not one; the message says what would be.</exception>
    public static AdjustmentOrder ToCore(this AdjustmentWish wish) => new(
        wish.Id, wish.Budget, wish.Window, AdjustmentKinds.ToCore(wish.Kind), wish.Amount, wish.Reason, wish.Author);

    public static AdjustmentLine ToWire(this Adjustment adjustment) => new(
        adjustment.Id, adjustment.Budget, adjustment.Window, AdjustmentKinds.ToWire(adjustment.Kind), adjustment.Amount, adjustment.Reason, adjustment.Author,
        adjustment.At.ToUnixTimeMilliseconds());

    /// <summary>The words of the wire for kinds of adjustments.</summary>
    public static WireNames<AdjustmentKind> AdjustmentKinds { get; } = new();

    /// <summary>The words of the wire for units, as in the mesh file.</summary>
    public static WireNames<BudgetUnit> Units { get; } = new();

    /// <summary>The words of the wire for verdicts, reasons and kinds: as on receipts, headers and metrics.</summary>
    public static WireNames<Verdict> Verdicts { get; } = new();

    public static WireNames<Reason> Reasons { get; } = new();

    public static WireNames<Priority> Priorities { get; } = new();

    public static WireNames<ReceiptKind> Kinds { get; } = new();

    /// <summary>A sync that takes longer than a minute is no measure of one.</summary>
    private const long RoundTripUsMost = 60_000_000;

    private static WireNames<LendingMode> Modes { get; } = new();

    private static WireNames<BorrowerState> BorrowerStates { get; } = new();

    private static WireNames<BudgetPeriod> Periods { get; } = new();

    private static WireNames<Enforcement> Enforcements { get; } = new();

    private static string? Stated(string text) => text.Length == 0 ? null : text;

    private static WindowBooks ToWire(WindowReading reading) => new(
        reading.Budget,
        reading.Plan is { } plan ? Units.ToWire(plan.Unit) : null,
        reading.Plan is { } timed ? Periods.ToWire(timed.Period) : null,
        reading.Plan is { } enforced ? Enforcements.ToWire(enforced.Enforcement) : null,
        reading.Window.Key,
        reading.Window.Start == Instant.MinValue ? null : reading.Window.Start.ToUnixTimeMilliseconds(),
        reading.Window.End == Instant.MaxValue ? null : reading.Window.End.ToUnixTimeMilliseconds(),
        reading.Open, reading.Cap, reading.Spent, reading.Held, reading.Free, reading.Available, reading.Forfeited, reading.Overdraft, reading.Adjusted);

    private static SliceLine ToWire(SliceReport slice)
    {
        var (budget, window, counters, demand) = slice;
        return new SliceLine(
            budget, window, counters.Granted, counters.Returned, counters.Charged, counters.Released, counters.Settled, counters.Corrected, counters.Overdraft,
            demand.NetPerSecond, demand.GrossPerSecond, demand.Bound, demand.Waiting, demand.SmallestNeed, demand.Refused);
    }

    private static SliceReport ToCore(SliceLine line) => new(
        line.Budget, line.Window,
        new SliceCounters(line.Granted, line.Returned, line.Charged, line.Released, line.Settled, line.Corrected, line.Overdraft),
        new Demand(line.NetPerSecond, line.GrossPerSecond, line.Bound, line.Waiting, line.SmallestNeed, line.Refused));

    private static TermsLine ToWire(SliceTerms terms) => new(
        terms.Budget, terms.Window, terms.Open, terms.ClosesIn == TimeSpan.MaxValue ? null : (long)terms.ClosesIn.TotalMilliseconds, terms.Granted,
        Modes.ToWire(terms.Mode), (long)terms.RefreshAfter.TotalMilliseconds, (long)terms.StaleAfter.TotalMilliseconds, terms.Headroom, terms.Reachable, terms.Cap, terms.Spent, terms.Adjusted, terms.Course)
    {
        Own = terms.Own is { } own ? new CountersLine(own.Granted, own.Returned, own.Charged, own.Released, own.Settled, own.Corrected, own.Overdraft) : null,
    };

    private static SliceTerms ToCore(TermsLine line) => new(
        line.Budget, line.Window, line.Open, line.ClosesInMs is { } closes ? TimeSpan.FromMilliseconds(closes) : TimeSpan.MaxValue, line.Granted,
        Modes.ToCore(line.Mode), TimeSpan.FromMilliseconds(line.RefreshAfterMs), TimeSpan.FromMilliseconds(line.StaleAfterMs), line.Headroom, line.Reachable, line.Cap, line.Spent, line.Adjusted, line.Course)
    {
        Own = line.Own is { } own ? new SliceCounters(own.Granted, own.Returned, own.Charged, own.Released, own.Settled, own.Corrected, own.Overdraft) : null,
    };
}
