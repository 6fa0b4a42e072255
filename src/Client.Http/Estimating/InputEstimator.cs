using System.Collections.Concurrent;

namespace BudgetMesh.Http;

/// <summary>
/// How many tokens the input of a request is at most. Nobody but the provider can count them; what is known is how a deployment's bills
/// compare with what the text weighs (<see cref="InputSize"/>), and that is learned from every answer with usage. Once
/// <see cref="AnswersLeast"/> answers are known the bound is a tenth more than what one input in two hundred exceeds, so fewer than that
/// exceed it while inputs stay alike. Before, it is the weight itself, which prose and code stay below. Images, files and what is only
/// referred to are assumed and not learned. Where a provider bills more than the bound, the excess is overdraft. Safe from several threads.
/// </summary>
public sealed class InputEstimator
{
    /// <summary>With so many answers the rank of the quantile exists (n ≥ q / (1 − q)).</summary>
    public const int AnswersLeast = 200;

    /// <summary>Deployments whose bills are compared; of more than these nothing is learned. A kilobyte or four each.</summary>
    public const int DeploymentsMax = 256;

    /// <summary>Tokenizers of two models differ by less than this, in thousandths: for one that was never asked, beside others that were.</summary>
    private const int Unasked = 1_350;

    private readonly ConcurrentDictionary<string, BillRatio> _ratios = new(StringComparer.Ordinal);

    /// <param name="deployments">Ids of those that the request may go to: the bound holds for all.</param>
    public TokenCount Bound(IEnumerable<string> deployments, in InputSize input)
    {
        var (most, isAllKnown) = (0L, true);
        foreach (var deployment in deployments)
        {
            var ratio = Find(deployment)?.Bound ?? 0;
            most = Math.Max(most, ratio);
            isAllKnown &= ratio > 0;
        }

        var assumed = most == 0 ? BillRatio.One : Math.Min(BillRatio.One, most * Unasked / 1_000);
        return Tokens(input, isAllKnown && most > 0 ? most : Math.Max(most, assumed));
    }

    /// <summary>What the input probably is, for an answer that ended before the provider said: what half of them are below.</summary>
    public TokenCount Middle(string deployment, in InputSize input) => Tokens(input, Find(deployment) is { Middle: > 0 and var middle } ? middle : BillRatio.One);

    /// <param name="billed">Tokens of the input as the provider counted them.</param>
    public void Learn(string deployment, in InputSize input, long billed)
    {
        // What was assumed of pictures and references says nothing of text.
        if (input.Rest > 0 || input.Text == 0 || !TokenCount.IsValid(billed))
            return;
        if (Find(deployment) is not { } ratio)
        {
            if (_ratios.Count >= DeploymentsMax)
                return;
            ratio = _ratios.GetOrAdd(deployment, static _ => new BillRatio());
        }

        ratio.Add(billed, input.Text);
    }

    private BillRatio? Find(string deployment) => _ratios.GetValueOrDefault(deployment);

    private static TokenCount Tokens(in InputSize input, long permille)
    {
        var tokens = Math.Min(input.Text, Limits.TokensPerRequestMax) * permille / 1_000 + 1 + input.Rest;
        return new TokenCount(Math.Min(tokens, Limits.TokensPerRequestMax));
    }
}
