using System.Globalization;
using BudgetMesh.Rates;
using BudgetMesh.Wire;

namespace BudgetMesh.Cli;

/// <summary>One frame of <c>budgetmesh top</c> as lines of text.</summary>
internal static class TopPage
{
    /// <summary>The header and the titles of three tables, with an empty line before each.</summary>
    private const int FrameLines = 7;

    private const int RowsLeast = 3;

    private static readonly TextColumn[] BudgetColumns =
    [
        new("SCOPE", true, 0), new("BUDGET", true, 4), new("UNIT", true, 5), new("CAP", false, 1), new("USED", false, 0), new("SPENT", false, 0), new("HELD", false, 6), new("LENT", false, 7),
        new("LEFT", false, 2), new("FORECAST", false, 3), new("RATES (ASKED OF WHAT IS ALLOWED)", true, 8),
    ];

    private static readonly TextColumn[] CapacityColumns =
    [
        new("DEPLOYMENT", true, 0), new("CIRCUIT", true, 1), new("LIMIT", true, 3), new("USED", false, 0), new("ASKED", false, 4), new("RESERVED", false, 2), new("BORROWED", false, 5),
        new("USABLE", false, 0), new("AMOUNT", false, 6),
    ];

    private static readonly TextColumn[] RefusalColumns =
    [
        new("REFUSED AT", true, 0), new("SCOPE", true, 0), new("VERDICT", true, 2), new("REASON", true, 0), new("WHAT WAS SHORT", true, 1), new("PRIORITY", true, 3),
    ];

    /// <param name="width">No line is wider.</param>
    /// <param name="height">There are not more lines, but for very few; what is least urgent is left out.</param>
    public static IReadOnlyList<TopLine> Draw(TopSnapshot snapshot, int width, int height)
    {
        var budgets = BudgetLine.Of(snapshot);
        var capacity = snapshot.Deployments.SelectMany(Rows).OrderByDescending(static row => row.Urgency).ToList();
        var (forRefusals, forCapacity, forBudgets) = Share(height - FrameLines, snapshot.Refusals.Count, capacity.Count, budgets.Count);
        return
        [
            new(TextColumn.Cut(string.Create(CultureInfo.InvariantCulture, $"budgetmesh {snapshot.At.ToUniversalTime():yyyy-MM-dd HH:mm:ss}Z, {Counted(snapshot.Scopes.Count, "scope")}, {Counted(snapshot.Deployments.Count, "deployment")}"), width), 0),
            new("", 0),
            .. Table(BudgetColumns, [.. budgets.Select(static line => (Cells(line), line.Urgency))], forBudgets, width),
            new("", 0),
            .. Table(CapacityColumns, capacity, forCapacity, width),
            new("", 0),
            .. Table(RefusalColumns, [.. snapshot.Refusals.Select(static receipt => (Cells(receipt), 0m))], forRefusals, width),
        ];
    }

    /// <summary>Refusals may take a quarter of the rows, deployments a third of the rest; what one does not need the next may have.</summary>
    private static (int Refusals, int Capacity, int Budgets) Share(int rows, int refusals, int capacity, int budgets)
    {
        var forRefusals = Math.Min(refusals, Math.Max(RowsLeast, rows / 4));
        var forCapacity = Math.Min(capacity, Math.Max(RowsLeast, (rows - forRefusals) / 3));
        var forBudgets = Math.Min(budgets, Math.Max(RowsLeast, rows - forRefusals - forCapacity));
        return (forRefusals, Math.Min(capacity, Math.Max(forCapacity, rows - forRefusals - forBudgets)), forBudgets);
    }

    private static string Counted(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static IEnumerable<TopLine> Table(TextColumn[] columns, IReadOnlyList<(string[] Cells, decimal Urgency)> rows, int most, int width)
    {
        var shown = rows.Take(most).ToList();
        var lines = TextColumn.Fit(columns, [.. shown.Select(static row => row.Cells)], width);
        return lines.Select((line, at) => new TopLine(line, at == 0 ? 0 : shown[at - 1].Urgency) { IsTitle = at == 0 });
    }

    private static string[] Cells(BudgetLine line) =>
    [
        line.Scope, line.Budget, line.Unit ?? "", TopWords.Amount(line.Cap, line.Unit), line.Unit is null ? "" : TopWords.Percent(BudgetLine.Share(line.Spent, line.Cap)),
        TopWords.Amount(line.Spent, line.Unit), TopWords.Amount(line.Held, line.Unit), TopWords.Amount(line.Lent, line.Unit), TopWords.Amount(line.Left, line.Unit),
        line.Forecast is { } forecast ? TopWords.Amount(forecast, line.Unit) : "", string.Join(", ", line.Limits.Select(static limit => $"{limit.Limit} {TopWords.Count(limit.Asked)}/{TopWords.Count(limit.Usable)}")),
    ];

    /// <summary>A deployment that is left alone is as urgent as one that is full.</summary>
    private static IEnumerable<(string[] Cells, decimal Urgency)> Rows(DeploymentCapacityView deployment)
    {
        var circuit = LimitWords.CircuitOf(deployment.Circuit);
        var closed = deployment.Circuit == "closed" ? 0 : 1;
        if (deployment.Limits.Count == 0)
            return [([deployment.Deployment, circuit, "not limited", "", "", "", "", "", ""], closed)];
        return deployment.Limits.Select(limit => (
            (string[])
            [
                deployment.Deployment, circuit, LimitWords.UnitOf(limit.Unit), TopWords.Count(limit.Used), TopWords.Count(limit.Asked), TopWords.Count(limit.Reserved), TopWords.Count(limit.Borrowed),
                TopWords.Count(limit.Usable), TopWords.Count(limit.Amount),
            ],
            Math.Max(closed, BudgetLine.Share(limit.Used, limit.Usable))));
    }

    private static string[] Cells(ReceiptView receipt) =>
    [
        receipt.At.ToUniversalTime().ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture), receipt.Scope, receipt.Verdict == "defer" ? "deferred" : "denied", receipt.Reason.Replace('_', ' '),
        receipt.Blocker is { } blocker ? $"{blocker.Deployment ?? blocker.Scope}:{blocker.Limit ?? blocker.Budget ?? LimitOf.Circuit}" : "", receipt.Priority,
    ];
}

/// <param name="Urgency">1 and above: refusing, or on course for it.</param>
internal readonly record struct TopLine(string Text, decimal Urgency)
{
    public bool IsTitle { get; init; }
}
