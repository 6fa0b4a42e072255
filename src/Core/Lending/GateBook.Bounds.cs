using BudgetMesh.Bounds;
using BudgetMesh.Holds;
using BudgetMesh.Routing;

namespace BudgetMesh.Lending;

/// <summary>The output bound that is sent to a rung, and the most that the request can cost there.</summary>
public sealed partial class GateBook
{
    /// <param name="bound">The upper bound of what the rung can cost.</param>
    private OutputBound BoundOf(in Request request, GateScope scope, int index, out Amounts bound)
    {
        var rung = scope.Ladder.Rungs[index];
        // Requests with a bound of their own are others than those that need one: nothing is learned from their answers.
        if (request.OutputBound is { } stated)
        {
            bound = Amounts(request, rung, stated);
            return new OutputBound(stated, OutputBoundBy.Client, null);
        }

        var lengths = scope.LengthsOf(index, request.Task, Bounds);
        if (lengths is not { Known.IsKnown: true })
        {
            var usual = new TokenCount(scope.Plan.OutputBound);
            bound = Amounts(request, rung, usual);
            return new OutputBound(usual, scope.Plan.LearnsOutputBound ? OutputBoundBy.Cold : OutputBoundBy.Fixed, lengths);
        }

        // What a budget has not left any more is near its cap, whatever share that is: less may still fit, and cuts nothing.
        var tokens = Learned(request, rung, lengths.Known, scope.IsNearCap);
        bound = Amounts(request, rung, tokens);
        if (!scope.IsNearCap && Exceeds(scope, bound))
        {
            tokens = Learned(request, rung, lengths.Known, isNearCap: true);
            bound = Amounts(request, rung, tokens);
        }

        return new OutputBound(tokens, OutputBoundBy.Learned, lengths);
    }

    /// <summary>Within what the model's context has room for beside the input: more is never answered.</summary>
    private TokenCount Learned(in Request request, Rung rung, in AnswerLengths lengths, bool isNearCap)
    {
        var bound = BoundRules.Bound(lengths, Bounds.Gateways, isNearCap);
        return rung.Quote.ContextWindow - request.InputTokens.Value is { } room && room < bound.Value ? new TokenCount(Math.Max(1, room)) : bound;
    }

    private static bool Exceeds(GateScope scope, in Amounts bound)
    {
        foreach (var budget in scope.Budgets)
        {
            if (budget.IsHard && bound.Of(budget.Unit) > budget.Headroom)
                return true;
        }

        return false;
    }

    private static Amounts Amounts(in Request request, Rung rung, TokenCount outputBound) =>
        new(rung.Quote.UpperBound(request.InputTokens, outputBound, request.CacheWrites), request.InputTokens.Value + outputBound.Value, outputBound.Value, 1);
}
