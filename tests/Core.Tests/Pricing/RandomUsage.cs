using BudgetMesh.Pricing;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Tests.Pricing;

/// <summary>
/// A usage made from disjoint kinds of tokens, so that its counts agree with each other: for each kind, the classes that it is
/// in, narrowest last, and how many tokens there are.
/// </summary>
internal sealed record RandomUsage(IReadOnlyList<(TokenClass[] Classes, int Tokens)> Kinds, int WebSearches)
{
    private const TokenClass In = TokenClass.Input;
    private const TokenClass Out = TokenClass.Output;

    // Written out by hand: what the rules say about parts and wholes must agree with it.
    private static readonly TokenClass[][] AllKinds =
    [
        [In], [In, TokenClass.InputText], [In, TokenClass.InputAudio], [In, TokenClass.InputImage], [In, TokenClass.InputVideo],
        [In, TokenClass.CacheRead], [In, TokenClass.CacheWrite], [In, TokenClass.CacheWrite, TokenClass.CacheWriteOneHour],
        [In, TokenClass.InputText, TokenClass.CacheRead, TokenClass.CacheTextRead],
        [In, TokenClass.InputAudio, TokenClass.CacheRead, TokenClass.CacheAudioRead],
        [In, TokenClass.InputImage, TokenClass.CacheRead, TokenClass.CacheImageRead],
        [In, TokenClass.InputVideo, TokenClass.CacheRead, TokenClass.CacheVideoRead],
        [In, TokenClass.InputText, TokenClass.CacheWrite, TokenClass.CacheTextWrite],
        [In, TokenClass.InputAudio, TokenClass.CacheWrite, TokenClass.CacheAudioWrite],
        [In, TokenClass.InputImage, TokenClass.CacheWrite, TokenClass.CacheImageWrite],
        [In, TokenClass.InputVideo, TokenClass.CacheWrite, TokenClass.CacheVideoWrite],
        [Out], [Out, TokenClass.OutputText], [Out, TokenClass.OutputAudio], [Out, TokenClass.OutputImage], [Out, TokenClass.OutputVideo],
    ];

    public static Gen<RandomUsage> Of =>
        from counts in Gen.ArrayOf(Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(0, 5)), (1, Gen.Choose(0, 3_000))), AllKinds.Length)
        from searches in Gen.Choose(0, 3)
        select new RandomUsage([.. AllKinds.Zip(counts)], searches);

    public TokenUsage Usage => Count(Kinds);

    public TokenUsage WithoutOutput => Count(Kinds.Where(kind => kind.Classes[0] == In)) with { WebSearches = 0 };

    public CacheWrites CacheWrites =>
        Usage.CacheWriteOneHour.Value > 0 ? CacheWrites.OneHour : Usage.CacheWrite.Value > 0 ? CacheWrites.FiveMinutes : CacheWrites.None;

    public Media Media =>
        (Has(TokenClass.InputAudio, TokenClass.OutputAudio) ? Media.Audio : Media.Text)
        | (Has(TokenClass.InputImage, TokenClass.OutputImage) ? Media.Image : Media.Text)
        | (Has(TokenClass.InputVideo, TokenClass.OutputVideo) ? Media.Video : Media.Text);

    private bool Has(params TokenClass[] classes) => classes.Any(tokenClass => Usage[tokenClass].Value > 0);

    private TokenUsage Count(IEnumerable<(TokenClass[] Classes, int Tokens)> kinds)
    {
        var usage = new TokenUsage { WebSearches = WebSearches };
        foreach (var (classes, tokens) in kinds)
            usage = classes.Aggregate(usage, (sum, tokenClass) => sum.With(tokenClass, new(sum[tokenClass].Value + tokens)));
        return usage;
    }
}
