using System.Collections.Immutable;

namespace BudgetMesh.Replay;

/// <summary>
/// Deals requests among askers: in each round all of them have their shares to the request, beginning with another one by
/// chance, so that the shares are steady and yet nobody always comes first.
/// </summary>
public sealed class Dealing(ImmutableArray<Asker> askers, int seed)
{
    /// <summary>Each as often as its share says.</summary>
    private readonly ImmutableArray<Asker> _round = [.. askers.SelectMany(static asker => Enumerable.Repeat(asker, asker.Share))];

    /// <summary>Whose the request of that number is; the same for the same seed.</summary>
    public Asker this[int number]
    {
        get
        {
            var (round, place) = Math.DivRem(number, _round.Length);
            return _round[(place + Chance.Pick(seed, round, Chance.Asker, _round.Length)) % _round.Length];
        }
    }
}
