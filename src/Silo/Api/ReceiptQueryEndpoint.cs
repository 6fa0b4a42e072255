using System.Globalization;
using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace BudgetMesh.Silo.Api;

/// <summary>Receipts for people: newest first, page by page.</summary>
internal sealed class ReceiptQueryEndpoint(IReceiptStore receipts, BudgetUnits units)
{
    /// <summary>
    /// <c>scope</c>: this one and all below it; <c>from</c>, <c>to</c>: RFC 3339; <c>decision</c>: INCARNATION:NUMBER;
    /// <c>refused=true</c>: only what was denied or deferred; <c>before</c>: what the page before called next.
    /// </summary>
    public async Task<IResult> ListAsync(HttpRequest request, CancellationToken cancellation)
    {
        var limit = request.QueryLimit(usual: 100, most: 1_000);
        var filter = new ReceiptFilter(
            request.QueryScope("scope"), Decision(request.QueryText("decision")), request.QueryInstant("from"), request.QueryInstant("to"),
            Cursor(request.QueryText("before")), limit)
        {
            OnlyRefused = request.QueryFlag("refused"),
        };
        var found = await receipts.ReadAsync(filter, cancellation);
        var views = new List<ReceiptView>(found.Count);
        foreach (var receipt in found)
            views.Add(receipt.ToView(await units.OfAsync(receipt.PlanVersion, cancellation)));
        return TypedResults.Json(new ReceiptsView(views, found.Count == limit ? Cursor(found[^1]) : null), ApiJson.Default.ReceiptsView);
    }

    private static (Incarnation, long)? Decision(string? text) => text?.Split(':') switch
    {
        null => null,
        [var incarnation, var number] when Number(number) is { } decision => (Incarnation("decision", incarnation), decision),
        _ => throw new BadRequestException($"decision={text}: write INCARNATION:NUMBER"),
    };

    private static string Cursor(Receipt receipt) =>
        string.Create(CultureInfo.InvariantCulture, $"{receipt.At.ToUnixTimeTicks()}:{receipt.Incarnation}:{receipt.Seq}");

    private static (Instant, Incarnation, long)? Cursor(string? text) => text?.Split(':') switch
    {
        null => null,
        [var ticks, var incarnation, var number] when Ticks(ticks) is { } at && Number(number) is { } seq => (at, Incarnation("before", incarnation), seq),
        _ => throw new BadRequestException($"before={text}: write what the page before calls next"),
    };

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Instant? Ticks(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ticks)
        && ticks >= Instant.MinValue.ToUnixTimeTicks() && ticks <= Instant.MaxValue.ToUnixTimeTicks()
            ? Instant.FromUnixTimeTicks(ticks)
            : null;

    private static Incarnation Incarnation(string field, string text)
    {
        try
        {
            return new Incarnation(text);
        }
        catch (FormatException malformed)
        {
            throw new BadRequestException($"{field}: {malformed.Message}");
        }
    }
}
