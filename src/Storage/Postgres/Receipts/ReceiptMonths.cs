using System.Globalization;
using BudgetMesh.Holds;
using NodaTime;
using Npgsql;

namespace BudgetMesh.Storage.Postgres;

/// <summary>
/// The partitions of receipts, one for each month of their time: made two months ahead, and on demand for months that are past. What
/// belongs to none, from a gateway whose clock is years off, goes to the partition for all others, so that no receipt is refused and no
/// clock makes partitions without end.
/// </summary>
internal sealed class ReceiptMonths(NpgsqlConnection connection, PostgresPlace place)
{
    private const int AheadMonths = 2;
    private const int BackMonths = 24;

    // While somebody reads all receipts a partition cannot be added: what comes meanwhile goes to the others.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private readonly HashSet<int> _settled = [];
    private int _aheadOf = int.MinValue;
    private DateTime _waitUntil = DateTime.MinValue;

    /// <summary>Makes the partitions that some receipts need.</summary>
    public async Task PrepareAsync(IReadOnlyList<Receipt> receipts)
    {
        foreach (var receipt in receipts)
        {
            var (year, month, _) = receipt.At.InUtc().Date;
            if (!_settled.Contains(Number(year, month)))
                await SettleAsync(Number(year, month));
        }
    }

    /// <summary>Makes the partitions of the months to come, once in a month.</summary>
    public async Task LookAheadAsync()
    {
        var current = Current;
        if (current == _aheadOf)
            return;
        for (var month = current; month <= current + AheadMonths; month++)
            await SettleAsync(month);
        _aheadOf = current;
    }

    private static int Current => Number(DateTime.UtcNow.Year, DateTime.UtcNow.Month);

    private static int Number(int year, int month) => (year * 12) + month - 1;

    private async Task SettleAsync(int month)
    {
        if (month < Current - BackMonths || month > Current + AheadMonths)
        {
            _settled.Add(month);
            return;
        }

        if (DateTime.UtcNow < _waitUntil)
            return;
        try
        {
            await MakeAsync(month);
            _settled.Add(month);
        }
        catch (PostgresException refused) when (refused.InvariantSeverity == "ERROR")
        {
            // Receipts of this month are among the others already, and stay there with those to come.
            if (refused.SqlState == PostgresErrorCodes.CheckViolation)
                _settled.Add(month);
            else
                _waitUntil = DateTime.UtcNow + RetryAfter;
        }
    }

    private async Task MakeAsync(int month)
    {
        var (year, ofYear) = (month / 12, (month % 12) + 1);
        var suffix = string.Create(CultureInfo.InvariantCulture, $"{year:D4}_{ofYear:D2}");
        var from = Ticks(year, ofYear);
        var to = ofYear == 12 ? Ticks(year + 1, 1) : Ticks(year, ofYear + 1);
        var pipeline = new Pipeline();
        pipeline.Add(new Statement(place.LockStatement), static _ => { });
        foreach (var table in new[] { "receipts", "receipt_legs" })
        {
            pipeline.Add(new Statement(string.Create(
                CultureInfo.InvariantCulture, $"CREATE TABLE IF NOT EXISTS {table}_{suffix} PARTITION OF {table} FOR VALUES FROM ({from}) TO ({to})")));
        }

        await pipeline.RunAsync(connection, CancellationToken.None);
    }

    private static long Ticks(int year, int month) => Instant.FromUtc(year, month, 1, 0, 0).ToUnixTimeTicks();
}
