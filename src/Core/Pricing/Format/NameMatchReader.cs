using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace BudgetMesh.Pricing;

/// <summary>Reads match rules: an object with one operator, such as <c>{"or": [{"equals": "o3"}, {"starts_with": "o3-"}]}</c>.</summary>
internal static class NameMatchReader
{
    // The engine that backtracks: the other takes milliseconds to make of each pattern. Names are limited in length instead.
    private const RegexOptions PatternOptions = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    public static NameMatch Read(JsonAt rule)
    {
        var operators = rule.Members().ToList();
        if (operators is not [var (name, operand)])
            throw rule.Wrong($"a match has one operator, here are {operators.Count}");
        return name switch
        {
            "equals" => new NameEquals(operand.Text()),
            "starts_with" => new NameStartsWith(operand.Text()),
            "ends_with" => new NameEndsWith(operand.Text()),
            "contains" => new NameContains(operand.Text()),
            "regex" => new NameFitsPattern(Pattern(operand, operand.Text())),
            "or" => new NameFitsAny(Rules(operand)),
            "and" => new NameFitsAll(Rules(operand)),
            _ => throw operand.Wrong($"unknown operator \"{name}\"; known are equals, starts_with, ends_with, contains, regex, or, and"),
        };
    }

    /// <summary>A pattern that has to fit from the first character on, as that of a provider's URL.</summary>
    public static Regex ReadPrefixPattern(JsonAt pattern) => Pattern(pattern, $"\\A(?:{pattern.Text()})");

    private static ImmutableArray<NameMatch> Rules(JsonAt rules)
    {
        ImmutableArray<NameMatch> read = [.. rules.Items().Select(Read)];
        return read.IsEmpty ? throw rules.Wrong("no rules to combine; at least one belongs here") : read;
    }

    private static Regex Pattern(JsonAt source, string pattern)
    {
        try
        {
            return new Regex(pattern, PatternOptions);
        }
        catch (ArgumentException broken)
        {
            throw source.Wrong($"not a regular expression: {broken.Message}");
        }
    }
}
