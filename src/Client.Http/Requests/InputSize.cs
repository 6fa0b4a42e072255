namespace BudgetMesh.Http;

/// <summary>What of a request counts as input, before anybody has counted its tokens.</summary>
/// <param name="Milli">Tokens that its text may be, in thousandths, with what providers put around it; see <see cref="TextWeights"/>.</param>
/// <param name="Media">Images, sounds and documents.</param>
/// <param name="MediaBytes">Bytes of those that are in the request itself, in base64.</param>
/// <param name="Unseen">References to input that is not in the request: an earlier response, a stored file or prompt.</param>
public readonly record struct InputSize(long Milli, int Media, long MediaBytes, int Unseen)
{
    /// <summary>What an image costs at most at the usual providers; a page of a document is less.</summary>
    private const int TokensPerMedium = 2_000;

    /// <summary>A page of a PDF or a second of sound: fewer bytes than this are hardly a token.</summary>
    private const int MediaBytesPerToken = 32;

    /// <summary>What is assumed of input that cannot be seen.</summary>
    private const int TokensPerUnseen = 20_000;

    /// <summary>The text, in tokens.</summary>
    public long Text => Milli / 1_000;

    /// <summary>The rest, in tokens. It is not learned: there is little of it, and it varies by what is in the picture.</summary>
    public long Rest => (long)Media * TokensPerMedium + MediaBytes / MediaBytesPerToken + (long)Unseen * TokensPerUnseen;
}
