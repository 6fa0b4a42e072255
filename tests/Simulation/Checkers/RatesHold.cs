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
    private readonly Dictionary<(RateOwnerId Owner, string Limit), LimitHistory> _edited = [];
    private readonly Dictionary<(RateOwnerId Owner, string Limit), long> _underWay = [];
    private readonly Dictionary<SimRequest, List<(LimitPlan Limit, Admission Admission)>> _admitted = [];

    public override void Dispatched(SimRequest request)
    {
        foreach (var (owner, limit) in request.Limits)
        {
            if (limit.IsRate)
                Admit(request, owner, limit, UnitsOf(limit.Unit, request.InputTokens.Value, request.Decision.OutputBound.Value));
            else if ((_underWay[(owner, limit.Name)] = _underWay.GetValueOrDefault((owner, limit.Name)) + 1) is var underWay && underWay > MostOf(owner, limit, request.At))
                Fail($"{owner}:{limit.Name}: {underWay} are under way, {MostOf(owner, limit, request.At)} may be");
        }
    }

    public override void LimitEdited(RateOwnerId owner, LimitPlan before, LimitPlan after, TimeSpan at)
    {
        if (!_edited.TryGetValue((owner, before.Name), out var history))
            _edited[(owner, before.Name)] = history = new LimitHistory(before);
        history.Edit(after, at);
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
            if (_edited.GetValueOrDefault((owner, limit)) is { } history)
            {
                foreach (var at in history.Changes)
                    bucket.Change(at, history.At(at).Amount, history.At(at).Burst);
            }

            if (!bucket.Holds)
                Fail($"{owner}:{limit}: {bucket.MostParts / 1000.0:F3} % of the limit was admitted in some time");
        }
    }

    private void Admit(SimRequest request, RateOwnerId owner, LimitPlan limit, long units)
    {
        if (!_buckets.TryGetValue((owner, limit.Name), out var bucket))
        {
            var first = _edited.GetValueOrDefault((owner, limit.Name))?.First ?? limit;
            _buckets[(owner, limit.Name)] = bucket = new IdealBucket(first.Amount, first.Burst);
        }

        if (!_admitted.TryGetValue(request, out var admitted))
            _admitted[request] = admitted = [];
        admitted.Add((limit, bucket.Admit(request.At, units)));
    }

    private long MostOf(RateOwnerId owner, LimitPlan limit, TimeSpan at) => _edited.GetValueOrDefault((owner, limit.Name))?.At(at).Amount ?? limit.Amount;

    private static long UnitsOf(LimitUnit unit, long input, long output) => unit == LimitUnit.Requests ? 1 : input + output;
}
