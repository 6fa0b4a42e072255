using BudgetMesh.Holds;
using BudgetMesh.Lending;

namespace BudgetMesh.Simulation.World;

/// <summary>Streams that outlive their hold or grow beyond its bound.</summary>
public sealed partial class SimGateway
{
    private void MayBeExtended(SimRequest request)
    {
        if (_world.Faults.Strikes(Fault.StreamOutlives))
            _world.Agenda.In(_world.Delay(20, 1500), () => Act(() => _world.Trace((int)Book.Extend(request.Decision.Hold, _world.Delay(100, 4000), Now))));
        if (_world.Faults.Strikes(Fault.StreamGrows))
            _world.Agenda.In(_world.Delay(1, 300), () => Act(() => Grow(request, new TokenCount(request.Decision.OutputBound.Value * _world.Random.Next(2, 5)), attempts: 5)));
    }

    /// <summary>As long as the provider has not answered, it may be told of a larger bound once that is charged.</summary>
    private void Grow(SimRequest request, TokenCount outputBound, int attempts)
    {
        if (request.OutputTokens is not null)
            return;
        var outcome = Book.ExtendBound(request.Decision.Hold, outputBound, Now);
        _world.Trace((int)outcome);
        _world.Log?.Invoke($"{Incarnation}-{request.Decision.Number}: {request.Decision.OutputBound} -> {outputBound}: {outcome}");
        if (outcome == ExtendOutcome.Short && attempts > 1)
            _world.Agenda.In(_world.Delay(10, 100), () => Act(() => Grow(request, outputBound, attempts - 1)));
        if (outcome != ExtendOutcome.Extended || !Book.TryFindHold(request.Decision.Hold, Now, out var hold))
            return;
        List<ReceiptLeg> more = [.. hold.Legs.Zip(request.Legs, static (now, before) => now with { Amount = now.Amount - before.Amount })];
        request.Legs = hold.Legs;
        (request.At, request.OutputBoundBefore) = (_world.Now, request.Decision.OutputBound.Value);
        request.Decision = request.Decision with { OutputBound = outputBound, Bound = hold.Bound };
        Note(more, static leg => new SliceCounters { Charged = leg.Amount });
        foreach (var checker in _world.Checkers)
            checker.Extended(request, more);
    }
}
