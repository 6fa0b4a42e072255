using System.Globalization;
using BudgetMesh.Lending;
using Xunit.Abstractions;

namespace BudgetMesh.EndToEnd;

/// <summary>
/// Gateways killed in the middle of traffic, again and again. The provider is outside of them and bills what was sent. What the
/// ledger and the bill must say of each other is stated decision by decision: a hold that was open at a kill is charged in full, as
/// nobody knows what became of it; everything else costs what was billed.
/// </summary>
public sealed class KilledGatewayTests(ITestOutputHelper log)
{
    private const int Seed = 20_261_121, Gateways = 3, InFlight = 8, RequestsBetweenKills = 120;

    private static readonly ScopePath Payer = ScopePath.Parse("acme/chat");

    /// <summary>For more kills, by hand; then give it the time that they take: about a second each.</summary>
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("BUDGETMESH_KILLS") ?? "30", CultureInfo.InvariantCulture);

    /// <summary>What is spent between the kills, and about half as much that is spent to its end afterwards.</summary>
    private static readonly decimal Cap = 2m * Kills;

    [WitnessFact]
    public async Task With_a_journal_a_kill_forfeits_a_block_and_every_account_agrees()
    {
        await using var street = await Street.StartAsync(Payer, Cap, Seed, hasJournal: true);
        var killed = await KillAsync(street, Kills);

        var (receipts, forfeits) = (await street.Town.ReceiptsAsync(), await street.Town.ForfeitsAsync());
        var spent = await SpentAsync(street, receipts, forfeits);

        // Each request that was sent is on one receipt, with what it was billed, or in full where it was open when its gateway died …
        var resolved = receipts.Where(receipt => receipt.Kind != "denied").ToDictionary(Decision);
        street.Traffic.Billed.Keys.Where(decision => !resolved.ContainsKey(decision)).ShouldBeEmpty();
        foreach (var (decision, receipt) in resolved)
        {
            var (cost, billed) = (Usd(receipt.Cost), street.Traffic.Billed.GetValueOrDefault(decision));
            if (receipt.Kind == "settled")
                cost.ShouldBe(billed, decision);
            else
                (receipt.Kind, cost >= billed, killed.Contains(Life(decision))).ShouldBe(("expired", true, true), decision);
        }

        // … so the ledger is the bill and what those few were charged beyond it, to the nano-dollar.
        var expired = resolved.Where(line => line.Value.Kind == "expired").ToList();
        expired.Count.ShouldBeLessThanOrEqualTo(Kills * InFlight);
        spent.ShouldBe(street.Traffic.Bill + expired.Sum(line => Usd(line.Value.Cost) - street.Traffic.Billed.GetValueOrDefault(line.Key)));

        // Put right with the provider's bill, as by an operator, the books have what the provider has.
        if (spent > street.Traffic.Bill)
            await street.Town.DoAsync("adjust", Payer.Value, "month", "--kind", "correction", "--amount", $"{(spent - street.Traffic.Bill).ToString(CultureInfo.InvariantCulture)} USD", "--reason", "open at a kill");
        var corrected = await street.WindowAsync();
        (corrected.Available + corrected.Forfeited).ShouldBe(corrected.Cap - street.Traffic.Bill);

        // What does not come back is a block of a slice, for each kill and budget.
        var block = Block(receipts);
        forfeits.ShouldAllBe(forfeit => killed.Contains(forfeit.Incarnation));
        forfeits.Where(forfeit => forfeit.Scope == Payer.Value).ShouldAllBe(forfeit => forfeit.Usd <= block);
        Log("with a journal", street, receipts, forfeits, killed);
        Directory.GetFileSystemEntries(street.Journals, "*.life", SearchOption.AllDirectories).ShouldBeEmpty();
        Directory.GetFileSystemEntries(street.Witnesses).ShouldBeEmpty();
    }

    [WitnessFact]
    public async Task Without_a_journal_a_kill_forfeits_what_was_free_and_held_and_no_more()
    {
        await using var street = await Street.StartAsync(Payer, Cap / 5, Seed + 1, hasJournal: false);
        var killed = await KillAsync(street, Kills / 5);

        var (receipts, forfeits) = (await street.Town.ReceiptsAsync(), await street.Town.ForfeitsAsync());
        var spent = await SpentAsync(street, receipts, forfeits);

        // What a dead gateway had settled and not reported is forfeited as well: nothing of the bill is missing in both.
        var resolved = receipts.Where(receipt => receipt.Kind != "denied").ToDictionary(Decision);
        foreach (var lives in street.Traffic.Billed.GroupBy(line => Life(line.Key)))
        {
            var (ledger, billed) = (resolved.Where(line => Life(line.Key) == lives.Key).Sum(line => Usd(line.Value.Cost)), lives.Sum(line => line.Value));
            foreach (var budget in forfeits.Where(forfeit => forfeit.Scope == Payer.Value && forfeit.Incarnation == lives.Key).Select(forfeit => forfeit.Usd).DefaultIfEmpty())
                (ledger + budget).ShouldBeGreaterThanOrEqualTo(billed, lives.Key);
        }

        // A slice, and the holds that were open.
        var most = LendingRules.JournalBlocks * Block(receipts) + InFlight * LargestHold(receipts);
        forfeits.Where(forfeit => forfeit.Scope == Payer.Value).ShouldAllBe(forfeit => forfeit.Usd <= most && killed.Contains(forfeit.Incarnation));
        spent.ShouldBeLessThanOrEqualTo(Cap / 5);
        Log("without a journal", street, receipts, forfeits, killed);
    }

    [WitnessFact]
    public async Task A_journal_is_of_one_process_and_an_old_copy_of_it_gives_nothing_back()
    {
        await using var street = await Street.StartAsync(Payer, 100, Seed + 2, hasJournal: true);
        var gateway = await street.OpenAsync(0);
        (await Should.ThrowAsync<InvalidOperationException>(() => street.OpenAsync(0))).Message.ShouldContain(street.JournalOf(0));

        var served = street.Traffic.ServeAsync(gateway);
        await street.Traffic.AfterAsync(300);
        var life = Directory.GetFiles(street.JournalOf(0), "*.life").Single();
        var old = await File.ReadAllBytesAsync(life);
        await street.Traffic.AfterAsync(300);
        await gateway.KillAsync();
        await street.Traffic.AllAnsweredAsync();
        await File.WriteAllBytesAsync(life, old);

        // Everything that it had is forfeited, and the bill is within what is spent or forfeited.
        await (await street.OpenAsync(0)).LeaveAsync();
        var closed = await street.WindowAsync();
        (closed.Held, closed.Free).ShouldBe((0, 0));
        closed.Forfeited.ShouldBeGreaterThan(0);
        (closed.Spent + closed.Forfeited).ShouldBeGreaterThanOrEqualTo(street.Traffic.Bill);
        closed.Available.ShouldBe(closed.Cap - closed.Spent - closed.Forfeited);

        await File.WriteAllBytesAsync(life, old);
        await (await street.OpenAsync(0)).LeaveAsync();
        (await street.WindowAsync()).ShouldBe(closed);
        served.IsCompleted.ShouldBeFalse();
    }

    /// <summary>Traffic through gateways that are killed and started again, until the budget is spent; then all leave, and the dead that nobody speaks for are retired.</summary>
    private static async Task<HashSet<string>> KillAsync(Street street, int kills)
    {
        var random = new Random(Seed);
        var killed = new HashSet<string>();
        GatewayProcess[] gateways = await Task.WhenAll(Enumerable.Range(0, Gateways).Select(street.OpenAsync));
        var served = gateways.Select(street.Traffic.ServeAsync).ToArray();
        for (var kill = 0; kill < kills; kill++)
        {
            street.Traffic.Allow(RequestsBetweenKills);
            await street.Traffic.AfterAsync(random.Next(1, 2 * RequestsBetweenKills - 2 * InFlight));
            var which = random.Next(Gateways);
            await gateways[which].KillAsync();
            killed.Add(gateways[which].Incarnation.Value);
            gateways[which] = await street.OpenAsync(which);
            served[which] = street.Traffic.ServeAsync(gateways[which]);
        }

        if (!street.HasJournal)
            await Task.WhenAll(killed.Select(street.Town.RetireAsync));
        street.Traffic.Allow(int.MaxValue);
        await Task.WhenAll(served);
        await Task.WhenAll(gateways.Select(gateway => gateway.LeaveAsync()));
        await street.Traffic.AllAnsweredAsync();
        return killed;
    }

    /// <summary>What the ledger says was spent, once it agrees with itself, the cap and the bill.</summary>
    private static async Task<decimal> SpentAsync(Street street, IReadOnlyList<ReceiptSeen> receipts, IReadOnlyList<ForfeitSeen> forfeits)
    {
        receipts.Select(receipt => (receipt.Decision, receipt.Kind)).Distinct().Count().ShouldBe(receipts.Count);
        foreach (var scope in new[] { Payer.Value, "acme" })
        {
            foreach (var window in await street.Town.WindowsAsync(scope))
            {
                var forfeited = forfeits.Where(forfeit => (forfeit.Scope, forfeit.Budget) == (scope, window.Budget)).Sum(forfeit => forfeit.Usd);
                window.ShouldBe(new WindowSeen(window.Budget, window.Cap, window.Spent, Held: 0, Free: 0, Available: window.Cap - window.Spent - forfeited) { Forfeited = forfeited });
                if (street.HasJournal)
                    receipts.SelectMany(receipt => receipt.Legs).Where(leg => (leg.Scope, leg.Budget) == (scope, window.Budget)).Sum(leg => leg.Usd).ShouldBe(window.Spent);
            }
        }

        var payer = await street.WindowAsync();
        (payer.Spent + payer.Forfeited).ShouldBeGreaterThanOrEqualTo(street.Traffic.Bill);
        street.Traffic.Bill.ShouldBeLessThanOrEqualTo(payer.Cap);
        // All but the forfeited was spent, as near to the cap as a hold fits.
        payer.Available.ShouldBeInRange(0, LargestHold(receipts));
        return payer.Spent;
    }

    private void Log(string what, Street street, IReadOnlyList<ReceiptSeen> receipts, IReadOnlyList<ForfeitSeen> forfeits, HashSet<string> killed)
    {
        var its = forfeits.Where(forfeit => forfeit.Scope == Payer.Value).Select(forfeit => forfeit.Usd).ToList();
        log.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {killed.Count} kills, {receipts.Count} receipts, billed {street.Traffic.Bill} USD; forfeited {its.Sum() / killed.Count:0.0000} USD a kill, at most {its.DefaultIfEmpty().Max():0.0000}; a block is {Block(receipts):0.0000}, the largest hold {LargestHold(receipts):0.0000}"));
    }

    /// <summary>The largest that a block can be: of a slice of all that may be lent, or of a few bounds.</summary>
    private static decimal Block(IReadOnlyList<ReceiptSeen> receipts) =>
        Math.Max(Cap * LendingRules.LentShareMost / 1000, 2 * LendingRules.BoundsFew * LargestHold(receipts)) / LendingRules.JournalBlocks;

    private static decimal LargestHold(IReadOnlyList<ReceiptSeen> receipts) => receipts.Max(receipt => Usd(receipt.Bound));

    /// <summary>As the gateway names it.</summary>
    private static string Decision(ReceiptSeen receipt) => receipt.Decision.Replace(':', '-');

    private static string Life(string decision) => decision[..decision.LastIndexOf('-')];

    private static decimal Usd(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);
}
