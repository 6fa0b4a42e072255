using System.Globalization;
using System.Numerics;
using BudgetMesh.Rates;

namespace BudgetMesh.Routing;

/// <summary>A rate as operators write it: a number, what is counted, and per what.</summary>
internal static class RateText
{
    private const string Concurrent = "concurrent requests";
    private const string Samples = "write for example 600 requests per minute, 400_000 tokens per minute, 300_000 input tokens per minute or 20 concurrent requests";
    private static readonly string[] Units = ["requests", "input tokens", "output tokens", "tokens", Concurrent];
    private static readonly string[] Times = ["second", "minute", "hour"];

    /// <summary>Unit and amount in a minute, or at once; null after reporting a problem.</summary>
    public static (LimitUnit Unit, long Amount)? Parse(string text, FieldPath field, ProblemList problems)
    {
        var (number, unitText, time) = Split(text);
        var unit = Array.IndexOf(Units, unitText);
        if (number.Length == 0 || unitText.Length == 0)
            problems.Add(field, $"\"{text}\" is not a rate: {Samples}");
        else if (unit < 0)
            problems.Add(field, NameText.Unknown("unit", unitText, Units));
        else if (Problem((LimitUnit)unit, number, time) is { } problem)
            problems.Add(field, problem);
        else if (Amount(number, time, out var amount) is { } wrong)
            problems.Add(field, wrong);
        else
            return ((LimitUnit)unit, amount);
        return null;
    }

    /// <summary>The unit that a text names, be its number right or wrong; null where it names none.</summary>
    public static LimitUnit? UnitOf(string text) => Array.IndexOf(Units, Split(text).Unit) is >= 0 and var unit ? (LimitUnit)unit : null;

    /// <summary>As an operator writes it.</summary>
    public static string Write(LimitUnit unit, long amount) =>
        string.Create(CultureInfo.InvariantCulture, $"{amount} {Units[(int)unit]}{(unit == LimitUnit.Concurrent ? "" : " per minute")}");

    /// <summary>A whole number with <c>_</c> between digits where it is long.</summary>
    public static string Digits(string number) => number.Replace("_", "", StringComparison.Ordinal);

    private static (string Number, string Unit, string Time) Split(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var per = Array.IndexOf(words, "per");
        return words.Length == 0 ? ("", "", "") : per < 0
            ? (words[0], string.Join(' ', words[1..]), "")
            : (words[0], string.Join(' ', words.Take(per).Skip(1)), string.Join(' ', words[per..]));
    }

    private static string? Problem(LimitUnit unit, string number, string time)
    {
        if (unit == LimitUnit.Concurrent)
            return time.Length == 0 ? null : $"concurrent requests are not counted \"{time}\": write {number} {Concurrent}";
        return time switch
        {
            "" => $"{number} {Units[(int)unit]} per what? Write per minute, per second or per hour",
            "per day" or "per week" or "per month" or "per quarter" or "per year" =>
                $"an amount {time} is a budget, not a limit: write it under the budgets of a scope, with amount: {number} {(unit == LimitUnit.Requests ? "requests" : "tokens")} and period: {time[4..]}",
            "per second" or "per minute" or "per hour" => null,
            _ => NameText.Unknown("time", time, [.. Times.Select(static word => $"per {word}")]),
        };
    }

    /// <returns>What is wrong, or null.</returns>
    private static string? Amount(string number, string time, out long amount)
    {
        amount = 0;
        if (!BigInteger.TryParse(Digits(number), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
            return $"\"{number}\" is not a number: write digits, such as 2_000_000";
        if (count <= 0)
            return $"a limit of {number} would block every request: write a number above 0";
        if (time == "per hour" && !(count % 60).IsZero)
            return $"{number} per hour is no whole number per minute: write {Below(count)}{count - count % 60 + 60} per hour";
        count = time switch { "per second" => count * 60, "per hour" => count / 60, _ => count };
        if (count > Limits.RateMax)
            return string.Create(CultureInfo.InvariantCulture, $"{number}{(time.Length > 0 ? " " : "")}{time} is more than can be counted: at most {Limits.RateMax}{(time.Length > 0 ? " per minute" : "")}");
        amount = (long)count;
        return null;
    }

    private static string Below(BigInteger count) => count < 60 ? "" : $"{count - count % 60} or ";
}
