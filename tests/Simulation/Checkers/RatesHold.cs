using BudgetMesh.Holds;
using BudgetMesh.Rates;
using BudgetMesh.Simulation.World;

namespace BudgetMesh.Simulation.Checkers;

/// <summary>
/// Of every limit no more than R · τ + B was admitted in any time τ, less what was given back; of concurrent requests no
/// more are under way than the limit says.
/// </summary>
public sealed class RatesHold() : Checker("9 rates hold")
{
    private readonly Dictionary<(RateOwnerId Owner, string Limit), IdealBucket> _buckets = [];
    private readonly Dictionary<(RateOwnerId Owner, string Limit), long> _underWay = [];
    private readonly Dictionary<SimRequest, List<(LimitPlan Limit, Admission Admission)>> _admitted = [];

    public override void Dispatched(SimRequest request)
    {
        foreach (var (owner, limit) in request.Limits)
        {
            if (limit.IsRate)
                Admit(request, owner, limit, UnitsOf(limit.Unit, request.InputTokens.Value, request.Decision.OutputBound.Value));
            else if ((_underWay[(owner, limit.Name)] = _underWay.GetValueOrDefault((owner, limit.Name)) + 1) > limit.Amount)
                Fail($"{owner}:{limit.Name}: {_underWay[(owner, limit.Name)]} are under way, {limit.Amount} may be");
        }
    }

    public override void Extended(SimRequest request, IReadOnlyList<ReceiptLeg> more)
    {
        foreach (var (owner, limit) in request.Limits.Where(static met => met.Limit.Unit == LimitUnit.Tokens))
            Admit(request, owner, limit, request.Decision.OutputBound.Value - request.OutputBoundBefore);
    }

    public override void Billed(SimRequest request)
    {
        foreach (var (owner, limit) in request.Limits)
        {
            if (!limit.IsRate)
                _underWay[(owner, limit.Name)]--;
        }
    }

    /// <summary>The gateway gives back what was not used: of what was charged last, first.</summary>
    public override void Resolved(SimRequest request)
    {
        foreach (var limit in _admitted.GetValueOrDefault(request, []).GroupBy(static admitted => admitted.Limit))
        {
            var left = UnitsOf(limit.Key.Unit, request.InputTokens.Value, request.OutputTokens!.Value.Value);
            foreach (var (_, admission) in limit)
            {
                admission.Units = Math.Min(admission.Units, left);
                left -= admission.Units;
            }
        }
    }

    public override void AtRest(SimWorld world)
    {
        foreach (var ((owner, limit), bucket) in _buckets)
        {
            if (!bucket.Holds)
                Fail($"{owner}:{limit}: {bucket.MostParts / 1000.0:F3} % of the limit was admitted in some time");
        }
    }

    private void Admit(SimRequest request, RateOwnerId owner, LimitPlan limit, long units)
    {
        if (!_buckets.TryGetValue((owner, limit.Name), out var bucket))
            _buckets[(owner, limit.Name)] = bucket = new IdealBucket(limit.Amount, limit.Burst);
        if (!_admitted.TryGetValue(request, out var admitted))
            _admitted[request] = admitted = [];
        admitted.Add((limit, bucket.Admit(request.At, units)));
    }

    private static long UnitsOf(LimitUnit unit, long input, long output) => unit == LimitUnit.Requests ? 1 : input + output;
}
