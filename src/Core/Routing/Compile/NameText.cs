using System.Text.Json;
using BudgetMesh.Text;

namespace BudgetMesh.Routing;

/// <summary>Words that the operator chooses from a closed set; one spelling each, lower case.</summary>
internal static class NameText
{
    private const int KeyLengthMax = 64;

    /// <summary>The enumeration member that <paramref name="text"/> names, or null after reporting a problem.</summary>
    public static T? Parse<T>(string text, string what, FieldPath field, ProblemList problems)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (text == Word(value))
                return value;
        }

        problems.Add(field, Unknown(what, text, Words<T>()));
        return null;
    }

    /// <summary>The words of an enumeration, in its order.</summary>
    public static IReadOnlyList<string> Words<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Word)];

    /// <summary>A sentence for a name that is in no set.</summary>
    public static string Unknown(string what, string text, IReadOnlyCollection<string> names) =>
        $"unknown {what} \"{text}\"{Suggestion(text, names)}";

    /// <summary>A clause that says what was probably meant, else what there is where that is a short list, else nothing.</summary>
    public static string Suggestion(string text, IReadOnlyCollection<string> names)
    {
        const int FewEnoughToList = 12;
        var meant = DidYouMean.Clause(text, names);
        return meant.Length == 0 && names.Count is > 0 and <= FewEnoughToList ? $": one of {string.Join(", ", names)}" : meant;
    }

    /// <summary>Whether a text can be the key of something: of lower-case letters, digits, - and _. Keys are in books and labels of metrics, so they stay short and plain.</summary>
    public static bool IsKey(string text) =>
        text.Length is > 0 and <= KeyLengthMax && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    /// <summary>A sentence for a name that is no key.</summary>
    public static string NotAKey(string text) =>
        $"\"{text}\" is not a name: write at most {KeyLengthMax} lower-case letters, digits, - and _";

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
