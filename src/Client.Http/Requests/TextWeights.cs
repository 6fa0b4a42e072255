namespace BudgetMesh.Http;

/// <summary>
/// How many tokens text may be, by its bytes, in thousandths. Prose of any language and code stay below, by a third to a half; random
/// letters, as in base64, exceed it by up to a half. What a model's tokenizer really makes of it is learned (<see cref="InputEstimator"/>).
/// </summary>
internal static class TextWeights
{
    /// <summary>English has about 230, languages with longer words up to 350.</summary>
    public const int Letter = 400;

    /// <summary>Digits and signs: at worst each is a token.</summary>
    public const int Sign = 1_000;

    /// <summary>A byte of a character outside of ASCII: Chinese has up to 1.5 tokens for its three.</summary>
    public const int Other = 500;

    /// <summary>A character that is written as <c>\uXXXX</c>.</summary>
    private const int Escaped = 3 * Other;

    private static readonly ushort[] OfByte = [.. Enumerable.Range(0, 256).Select(static value => (ushort)(value >= 128 ? Other : char.IsAsciiLetter((char)value) || value == ' ' ? Letter : Sign))];

    /// <param name="text">A string's bytes as they stand in JSON.</param>
    public static long Of(ReadOnlySpan<byte> text, bool isEscaped)
    {
        var weight = 0L;
        if (!isEscaped)
        {
            foreach (var value in text)
                weight += OfByte[value];
            return weight;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                weight += OfByte[text[i]];
                continue;
            }

            var isCode = i + 1 < text.Length && text[i + 1] == 'u';
            weight += isCode ? Escaped : Sign;
            i += isCode ? 5 : 1;
        }

        return weight;
    }
}
