using System.Globalization;

namespace BudgetMesh.Wire;

/// <summary>What a scope may spend and has spent, as people read it. Who holds it is not in it.</summary>
/// <param name="Frozen">Why nothing is lent, or null.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.scope_money")]
public sealed record ScopeMoney(string Scope, string? Frozen, IReadOnlyList<WindowMoney> Windows)
{
    public static ScopeMoney Of(ScopeBooks books) => new(books.Scope, books.Frozen, [.. books.Windows.Select(WindowMoney.Of)]);
}

/// <summary>Amounts in the budget's unit, with its name.</summary>
/// <param name="Window"><c>open</c>, or <c>closed</c> where it has ended and still takes settlements.</param>
/// <param name="Until">When it ends, in UTC; null for a budget without a period.</param>
/// <param name="Lent">To gateways, and not charged by them.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.window_money")]
public sealed record WindowMoney(string Budget, string Window, string? Until, string Cap, string Spent, string Held, string Lent, string Available)
{
    internal static WindowMoney Of(WindowBooks books) => new(
        books.Budget,
        books.Open ? "open" : "closed",
        books.EndUnixMs is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end).ToString("u", CultureInfo.InvariantCulture) : null,
        InWords(books, books.Cap),
        InWords(books, books.Spent),
        InWords(books, books.Held),
        InWords(books, books.Free),
        InWords(books, books.Available));

    private static string InWords(WindowBooks books, long amount) =>
        $"{new Amount(Amount.UnitOf(books.Unit), amount)} {(books.Unit == "usd" ? "USD" : books.Unit)}".TrimEnd();
}
