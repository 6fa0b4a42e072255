using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Routing;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo.Api;

/// <summary>Receipts of a gateway: answered once all of the batch is durable. A batch that is sent again changes nothing.</summary>
internal sealed partial class ReceiptIntakeEndpoint(IReceiptStore receipts, SiloMetrics metrics, ILogger<ReceiptIntakeEndpoint> log)
{
    /// <summary>As many as a gate sends at once, and more; each is a few rows.</summary>
    public const int ReceiptsMax = 10_000;

    /// <summary>So many are written in one go: a grant that waits for the store waits for no more than these.</summary>
    private const int ReceiptsPerWrite = 500;

    private const long MillisecondsPerDay = 86_400_000;

    public async Task<IResult> HandleAsync(HttpRequest request) =>
        TypedResults.Json(await AnswerAsync(await request.ReadJsonAsync(WireJson.Default.ReceiptBatch)), WireJson.Default.ReceiptAck);

    /// <exception cref="BadRequestException">The batch is none.</exception>
    public async Task<ReceiptAck> AnswerAsync(ReceiptBatch batch)
    {
        var read = Read(batch);
        foreach (var part in read.Chunk(ReceiptsPerWrite))
        {
            var appended = await receipts.AppendAsync(part);
            metrics.ReceiptsTaken(appended);
            if (appended.Contradictions > 0)
                LogContradictions(appended.Contradictions, batch.Incarnation);
        }

        return new ReceiptAck(read[^1].Seq);
    }

    private static Receipt[] Read(ReceiptBatch batch)
    {
        if (batch.Receipts.Count is 0 or > ReceiptsMax)
            throw new BadRequestException($"{batch.Receipts.Count} receipts: send 1 to {ReceiptsMax}");
        var incarnation = Read(batch.Incarnation);
        var read = new Receipt[batch.Receipts.Count];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = Read(batch.Receipts[i], incarnation, i);
            var before = i == 0 ? 0 : read[i - 1].Seq;
            if (read[i].Seq <= before)
                throw new BadRequestException($"receipts[{i}].seq: {read[i].Seq} after {before}; numbers rise from 1");
        }

        return read;
    }

    private static Incarnation Read(string incarnation)
    {
        try
        {
            return new Incarnation(incarnation);
        }
        catch (FormatException malformed)
        {
            throw new BadRequestException($"incarnation: {malformed.Message}");
        }
    }

    private static Receipt Read(ReceiptLine? line, Incarnation incarnation, int index)
    {
        if (line is null || line.Legs.Any(static leg => leg is null))
            throw new BadRequestException($"receipts[{index}]: null is no receipt and no leg");
        if (line.InputTokens is < 0 or > Limits.TokensPerRequestMax || line.OutputTokens is < 0 or > Limits.TokensPerRequestMax || line.MaxAffordable is < 0 or > Limits.TokensPerRequestMax)
            throw new BadRequestException($"receipts[{index}]: a count of tokens is from 0 to {Limits.TokensPerRequestMax}");
        if (line.RetryAfterMs is < 0 or > MillisecondsPerDay)
            throw new BadRequestException($"receipts[{index}].retry_after_ms: from 0 to {MillisecondsPerDay}");
        if (line.Ahead is { Spent: < 0 or > Pace.Whole } or { Course: < 0 or >= Pace.Whole })
            throw new BadRequestException($"receipts[{index}].ahead: parts of {Pace.Whole}");
        if (!AreLabels(line.Task, line.DataClass, line.Caller))
            throw new BadRequestException($"receipts[{index}]: task, data_class and caller are labels of at most {Limits.LabelLengthMax} characters");
        if (line.Legs.Count > Limits.LegsPerHoldMax)
            throw new BadRequestException($"receipts[{index}].legs: at most {Limits.LegsPerHoldMax}");
        if (line.Legs.Any(static leg => leg.Amount is < -Limits.CapCountMax or > Limits.CapCountMax))
            throw new BadRequestException($"receipts[{index}].legs: an amount is at most {Limits.CapCountMax}, which no cap exceeds");
        try
        {
            return line.ToCore(incarnation);
        }
        catch (FormatException malformed)
        {
            throw new BadRequestException($"receipts[{index}]: {malformed.Message}");
        }
    }

    private static bool AreLabels(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            if (text is not null && !Label.IsValid(text))
                return false;
        }

        return true;
    }

    [LoggerMessage(22, LogLevel.Warning, "{Count} receipts of {Incarnation} differ from what it sent before under the same numbers; the first ones stay")]
    private partial void LogContradictions(int count, string incarnation);
}
