using System.Globalization;
using System.Numerics;
using BudgetMesh.Budgets;

namespace BudgetMesh.Routing;

/// <summary>The amount of a budget: a number, a space and a unit.</summary>
internal static class AmountText
{
    private static readonly string[] Units = ["USD", "tokens", "requests"];

    /// <summary>Unit and cap in that unit (nano-dollars, tokens or requests), or null after reporting a problem.</summary>
    public static (BudgetUnit Unit, long Cap)? Parse(string text, FieldPath field, ProblemList problems)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2)
        {
            problems.Add(field, $"\"{text}\" is not an amount: write a number and a unit such as 5000 USD, 2000000 tokens or 100 requests");
            return null;
        }

        var unit = Array.IndexOf(Units, parts[1]);
        if (unit < 0)
        {
            problems.Add(field, NameText.Unknown("unit", parts[1], Units));
            return null;
        }

        var cap = unit == (int)BudgetUnit.Usd ? Usd(parts[0], field, problems) : Count(parts[0], parts[1], field, problems);
        return cap is { } value ? ((BudgetUnit)unit, value) : null;
    }

    private static long? Usd(string number, FieldPath field, ProblemList problems)
    {
        if (!Money.TryParse(number, out var money, out var problem))
            problems.Add(field, problem);
        else if (money <= Money.Zero)
            problems.Add(field, NotAboveZero(number));
        else if (money > Money.FromUsd(Limits.CapUsdMax))
            problems.Add(field, TooLarge(number, Limits.CapUsdMax, "USD"));
        else
            return money.NanoUsd;
        return null;
    }

    private static long? Count(string number, string unit, FieldPath field, ProblemList problems)
    {
        if (!BigInteger.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
            problems.Add(field, $"\"{number}\" is not a number of {unit}: write digits only, such as 2000000");
        else if (count <= 0)
            problems.Add(field, NotAboveZero(number));
        else if (count > Limits.CapCountMax)
            problems.Add(field, TooLarge(number, Limits.CapCountMax, unit));
        else
            return (long)count;
        return null;
    }

    private static string NotAboveZero(string number) => $"a cap of {number} would block every request: write an amount above 0";

    private static string TooLarge(string number, long most, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"a cap of {number} is more than can be counted: at most {most} {unit}");
}
