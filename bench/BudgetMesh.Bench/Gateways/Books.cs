using System.Globalization;
using System.Text.Json.Nodes;

namespace BudgetMesh.Bench.Gateways;

/// <summary>What the owner of a scope has in its books in the end, in USD, and how many receipts there are of it.</summary>
internal sealed record Books(decimal Spent, decimal Held, decimal Receipted, long Receipts)
{
    /// <summary>Of one answer of the upstream: 180 tokens of input at 5 USD for a million, and 44 of output at 25.</summary>
    private const decimal AnswerUsd = 0.002m;

    public static async Task<Books> ReadAsync(HttpClient admin, string scope, CancellationToken cancellation)
    {
        var window = JsonNode.Parse(await admin.GetStringAsync($"/v1/scopes/{scope}", cancellation))!["budgets"]![0]!["windows"]![0]!;
        var sums = JsonNode.Parse(await admin.GetStringAsync("/v1/receipts/sums", cancellation))!["sums"]!.AsArray();
        var sum = sums.Single(line => (string)line!["scope"]! == scope)!;
        return new Books(Usd(window["spent"]), Usd(window["held"]), Usd(sum["amount"]), (long)sum["legs"]!);
    }

    /// <summary>Each of so many requests has its receipt, at the price of its answer, and nothing is held.</summary>
    public bool AgreeWith(long requests) => (Spent, Held, Receipted, Receipts) == (requests * AnswerUsd, 0, requests * AnswerUsd, requests);

    private static decimal Usd(JsonNode? amount) => decimal.Parse((string)amount!, CultureInfo.InvariantCulture);
}
