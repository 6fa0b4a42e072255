using BudgetMesh.Bounds;
using BudgetMesh.Wire;

namespace BudgetMesh.Grains;

/// <summary>Asks the one grain that knows a scope's lengths, whichever silo the gateway talks to.</summary>
internal sealed class GrainBounds(IGrainFactory grains) : ILearnedBounds
{
    public async ValueTask<AnswerLengths> MergeAsync(LengthsSeen seen, CancellationToken cancellation)
    {
        var (scope, line) = (seen.Key.Scope, seen.ToWire());
        var known = await GrainCalls.AskAsync(
            grains.GetGrain<ILengthsGrain>(LearnedStates.KeyOf(scope)), scope, grain => grain.MergeAsync(line, cancellation));
        return known.ToCore();
    }
}
