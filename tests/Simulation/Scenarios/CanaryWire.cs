using BudgetMesh.Rates;
using BudgetMesh.Simulation.World;

namespace BudgetMesh.Simulation.Scenarios;

/// <summary>Between gateways and owners of limits: says to either what a broken other one would.</summary>
internal sealed class CanaryWire(Canary canary)
{
    private static readonly TimeSpan LeaseIgnored = TimeSpan.FromHours(1);

    public RateAnswer? Receive(RateBook book, RateRequest request, TimeSpan now) => canary switch
    {
        Canary.LeaseIgnored => WithoutEnd(book.Receive(request with { LeaseLeft = request.LeaseLeft < RateRules.Lease ? request.LeaseLeft : RateRules.Lease }, now)),
        Canary.SharesAsToldLast => ReceiveAndConfirm(book, request, now),
        _ => book.Receive(request, now),
    };

    private static RateAnswer? WithoutEnd(RateAnswer? answer) => answer is null ? null : answer with { Lease = LeaseIgnored };

    /// <summary>What the owner answers it takes as known there, before it has left. Its numbers are doubled, so that between two requests there is room for that word.</summary>
    private static RateAnswer? ReceiveAndConfirm(RateBook book, RateRequest request, TimeSpan now)
    {
        var answer = book.Receive(request with { Seq = 2 * request.Seq, AppliedSeq = 2 * request.AppliedSeq }, now);
        if (answer is null)
            return null;
        book.Receive(
            request with
            {
                Seq = 2 * request.Seq + 1,
                AppliedEpoch = book.Epoch,
                AppliedSeq = 2 * request.Seq,
                Lines = [.. request.Lines.Select(report => AsTold(report, answer))],
            },
            now);
        return answer with { Seq = request.Seq };
    }

    private static RateReport AsTold(RateReport report, RateAnswer answer) =>
        answer.Lines.SingleOrDefault(terms => terms.Limit == report.Limit && terms.Claim == report.Claim) is { } told
            ? report with { IsNew = false, Amount = told.Amount, Burst = told.Burst, CreditUsed = told.Credited }
            : report;
}
