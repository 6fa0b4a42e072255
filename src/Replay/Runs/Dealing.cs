using System.Collections.Immutable;
using System.Numerics;

namespace BudgetMesh.Replay;

/// <summary>
/// Deals requests among askers: in each round all of them have their shares to the request, well mixed and beginning with
/// another one by chance, so that the shares are steady and yet nobody always comes first.
/// </summary>
public sealed class Dealing(ImmutableArray<Asker> askers, int seed)
{
    private const double GoldenRatio = 0.618;

    /// <summary>Each as often as its share says.</summary>
    private readonly ImmutableArray<Asker> _round = [.. askers.SelectMany(static asker => Enumerable.Repeat(asker, asker.Share))];

    /// <summary>From one place of a round to the next: without a common divisor it comes by every place, and near the golden ratio it keeps those of one asker apart.</summary>
    private readonly int _stride = Stride(askers.Sum(static asker => asker.Share));

    /// <summary>Whose the request of that number is; the same for the same seed.</summary>
    public Asker this[int number]
    {
        get
        {
            var (round, place) = Math.DivRem(number, _round.Length);
            return _round[(int)(((long)place * _stride + Chance.Pick(seed, round, Chance.Asker, _round.Length)) % _round.Length)];
        }
    }

    private static int Stride(int length)
    {
        var stride = Math.Max(1, (int)(length * GoldenRatio));
        while (BigInteger.GreatestCommonDivisor(stride, length) != 1)
            stride++;
        return stride;
    }
}
