using BudgetMesh.Capacity;
using BudgetMesh.Lending;
using BudgetMesh.Rates;

namespace BudgetMesh.Wire;

/// <summary>Between Core's messages about limits and those of the wire.</summary>
public static class RateMapping
{
    public static WireNames<RateOwnerKind> Kinds { get; } = new();

    public static RateOwnerReport ToWire(this RateRequest request) => new(
        Kinds.ToWire(request.Owner.Kind), request.Owner.Name, request.Incarnation.Value, request.Seq, request.AppliedEpoch, request.AppliedSeq, Micros(request.LeaseLeft), request.Leaving,
        [.. request.Lines.Select(ToWire)])
    {
        Provider = request.Provider is { } provider ? ToWire(provider) : null,
    };

    /// <exception cref="FormatException">A kind, scope, priority or incarnation is not one; the message says what would be.</exception>
    public static RateRequest ToCore(this RateOwnerReport report) => new(
        report.OwnerId(), new Incarnation(report.Incarnation), report.Seq, report.AppliedEpoch, report.AppliedSeq, Time(report.LeaseLeftUs), report.Leaving, [.. report.Lines.Select(ToCore)])
    {
        Provider = report.Provider is { } provider ? ToCore(provider) : null,
    };

    /// <exception cref="FormatException">The kind is none.</exception>
    public static RateOwnerId OwnerId(this RateOwnerReport report) => new(Kinds.ToCore(report.Kind), report.Name);

    public static RateOwnerTerms ToWire(this RateAnswer answer) => new(
        Kinds.ToWire(answer.Owner.Kind), answer.Owner.Name, answer.Epoch, answer.Seq, Micros(answer.Lease), Micros(answer.RefreshAfter), [.. answer.Lines.Select(ToWire)],
        Micros(answer.ClosedFor), answer.Probes);

    /// <exception cref="FormatException">A kind, scope or priority is not one.</exception>
    public static RateAnswer ToCore(this RateOwnerTerms terms) => new(
        new RateOwnerId(Kinds.ToCore(terms.Kind), terms.Name), terms.Epoch, terms.Seq, Time(terms.LeaseUs), Time(terms.RefreshAfterUs), [.. terms.Lines.Select(ToCore)])
    {
        ClosedFor = Time(terms.ClosedForUs),
        Probes = terms.Probes,
    };

    private static RateLineReport ToWire(RateReport report) => new(
        report.Limit, report.Claim.Scope.Value, WireMapping.Priorities.ToWire(report.Claim.Priority), report.Amount, report.Burst, report.CreditUsed, report.Refunded, Micros(report.RefundedAge),
        report.InUse, report.Demand.Amount, report.Demand.Bound, report.Demand.Waiting, report.Demand.SmallestNeed, report.Demand.Used, report.IsNew);

    private static RateReport ToCore(RateLineReport line) => new(
        line.Limit, Claim(line.Scope, line.Priority), line.Amount, line.Burst, line.CreditUsed, line.Refunded, Time(line.RefundedAgeUs), line.InUse,
        new RateDemand(line.Demand, line.Bound, line.Waiting, line.SmallestNeed, line.Used))
    {
        IsNew = line.IsNew,
    };

    private static RateLineTerms ToWire(RateTerms terms) => new(
        terms.Limit, terms.Claim.Scope.Value, WireMapping.Priorities.ToWire(terms.Claim.Priority), terms.Amount, terms.Burst, terms.Credited,
        terms.RetryAfter == TimeSpan.MaxValue ? null : (long)Math.Ceiling(terms.RetryAfter.TotalMicroseconds), terms.SafeAmount);

    private static RateTerms ToCore(RateLineTerms line) => new(
        line.Limit, Claim(line.Scope, line.Priority), line.Amount, line.Burst, line.Credited, line.RetryAfterUs is { } micros ? Time(micros) : TimeSpan.MaxValue, line.SafeAmount);

    private static ProviderLine ToWire(ProviderReport report) => new(
        report.Served, report.RateLimited, report.Overloaded, report.Failed, report.RetryAfter is { } retry ? Micros(retry) : null,
        report.Requests, report.Tokens, report.InputTokens, report.OutputTokens);

    private static ProviderReport ToCore(ProviderLine line) => new(Count(line.Served), Count(line.RateLimited), Count(line.Overloaded), Count(line.Failed))
    {
        RetryAfter = line.RetryAfterUs is { } micros ? Time(micros) : null,
        Requests = line.Requests,
        Tokens = line.Tokens,
        InputTokens = line.InputTokens,
        OutputTokens = line.OutputTokens,
    };

    private static Claim Claim(string scope, string priority) => new(ScopePath.Parse(scope), WireMapping.Priorities.ToCore(priority));

    /// <summary>Answers of one report: more is a broken counter, and the sum of many must stay a number.</summary>
    private static long Count(long answers) => Math.Clamp(answers, 0, 1_000_000_000);

    private static long Micros(TimeSpan time) => (long)time.TotalMicroseconds;

    /// <summary>No time in these messages is longer than a day.</summary>
    private static TimeSpan Time(long micros) => TimeSpan.FromMicroseconds(Math.Clamp(micros, 0, (long)TimeSpan.FromDays(1).TotalMicroseconds));
}
