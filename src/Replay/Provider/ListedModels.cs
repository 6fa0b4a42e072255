using System.Text.Json;
using System.Text.RegularExpressions;

namespace BudgetMesh.Replay.Provider;

/// <summary>Finds a model in a price list, for the fake provider alone: by its id, else by the first rule that its name fits.</summary>
internal static class ListedModels
{
    /// <summary>A rule that takes longer on a model's name is a broken rule.</summary>
    private static readonly TimeSpan RegexMost = TimeSpan.FromMilliseconds(100);

    public static JsonElement? Find(JsonElement list, string provider, string model)
    {
        foreach (var seller in list.EnumerateArray())
        {
            if (!string.Equals(seller.GetProperty("id").GetString(), provider, StringComparison.OrdinalIgnoreCase))
                continue;
            var models = seller.GetProperty("models").EnumerateArray().Cast<JsonElement?>().ToList();
            return models.FirstOrDefault(listed => string.Equals(listed!.Value.GetProperty("id").GetString(), model, StringComparison.OrdinalIgnoreCase))
                ?? models.FirstOrDefault(listed => Fits(listed!.Value.GetProperty("match"), model));
        }

        return null;
    }

    private static bool Fits(JsonElement match, string name)
    {
        var rule = match.EnumerateObject().First();
        return rule.Name switch
        {
            "equals" => name.Equals(rule.Value.GetString(), StringComparison.OrdinalIgnoreCase),
            "starts_with" => name.StartsWith(rule.Value.GetString()!, StringComparison.OrdinalIgnoreCase),
            "ends_with" => name.EndsWith(rule.Value.GetString()!, StringComparison.OrdinalIgnoreCase),
            "contains" => name.Contains(rule.Value.GetString()!, StringComparison.OrdinalIgnoreCase),
            "regex" => Regex.IsMatch(name, rule.Value.GetString()!, RegexOptions.IgnoreCase, RegexMost),
            "or" => rule.Value.EnumerateArray().Any(part => Fits(part, name)),
            "and" => rule.Value.EnumerateArray().All(part => Fits(part, name)),
            _ => throw new ProviderPriceException($"the price list has a rule \"{rule.Name}\" that the fake provider does not know"),
        };
    }
}
