using System.Numerics;
using BudgetMesh.Routing;

namespace BudgetMesh.Lending;

/// <summary>What a client could still have whose own output bound was too much.</summary>
public sealed partial class GateBook
{
    /// <summary>
    /// The largest output bound that would be admitted now, on the best rung where any would, below the client's own; null where
    /// the client stated none, for nobody's answer is cut unasked, and where not one token fits.
    /// </summary>
    private static TokenCount? Affordable(in Request request, in Route route, Reason reason)
    {
        if (request.OutputBound is not { } stated || reason is not (Reason.BudgetExceeded or Reason.HoldsInFlight))
            return null;
        for (var rungs = route.Rungs.ToTry; rungs != 0; rungs &= rungs - 1)
        {
            if (LargestFitting(request, route.Scope, route.Scope.Ladder.Rungs[BitOperations.TrailingZeroCount(rungs)], stated) is { } tokens)
                return tokens;
        }

        return null;
    }

    /// <summary>Found by halving: costs rise with the bound, and where they are rounded is the price's business.</summary>
    private static TokenCount? LargestFitting(in Request request, GateScope scope, Rung rung, TokenCount stated)
    {
        var (fits, tooMuch) = (0L, stated.Value);
        while (tooMuch - fits > 1)
        {
            var tokens = fits + (tooMuch - fits) / 2;
            if (request.InputTokens.Value + tokens <= rung.ContextWindow && Fits(scope, Amounts(request, rung, new TokenCount(tokens))))
                fits = tokens;
            else
                tooMuch = tokens;
        }

        return fits > 0 ? new TokenCount(fits) : null;
    }

    private static bool Fits(GateScope scope, in Holds.Amounts bound)
    {
        foreach (var budget in scope.Budgets)
        {
            if (bound.Of(budget.Unit) > budget.Obtainable)
                return false;
        }

        return true;
    }
}
