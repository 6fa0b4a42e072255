using System.Globalization;
using BudgetMesh.Rates;

namespace BudgetMesh.Routing;

/// <summary>A limit that had less room than was needed.</summary>
/// <param name="Limit"><c>scope:name</c>, or <c>deployment:name</c>.</param>
/// <param name="Needed">With its unit.</param>
/// <param name="Room">What the gateway had room for, with its unit.</param>
public sealed record LimitShortage(string Limit, string Needed, string Room)
{
    /// <summary>An amount of a limit with its unit, as people write it; the bare number where the unit is not known.</summary>
    public static string Text(LimitUnit? unit, long amount) => string.Create(CultureInfo.InvariantCulture, $"{amount} {WordOf(unit, amount == 1)}").TrimEnd();

    private static string WordOf(LimitUnit? unit, bool isOne) => unit switch
    {
        LimitUnit.Requests => isOne ? "request" : "requests",
        LimitUnit.InputTokens => isOne ? "input token" : "input tokens",
        LimitUnit.OutputTokens => isOne ? "output token" : "output tokens",
        LimitUnit.Tokens => isOne ? "token" : "tokens",
        LimitUnit.Concurrent => isOne ? "concurrent request" : "concurrent requests",
        _ => "",
    };
}
