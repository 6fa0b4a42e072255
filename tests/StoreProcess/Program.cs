// Opens the store in the directory that is the only argument, says "ready", and writes books and receipts from eight tasks
// without end. Each line says what was acknowledged: "book <scope> <version>" or "receipt <incarnation> <seq>".
using BudgetMesh;
using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Routing;
using BudgetMesh.Storage.Sqlite;
using NodaTime;

await using var store = SqliteStore.Open(args[0]);
var output = TextWriter.Synchronized(Console.Out);
output.WriteLine("ready");
await Task.WhenAll(Enumerable.Range(1, 8).Select(number => Task.Run(() => WriteWithoutEnd(number))));

async Task WriteWithoutEnd(int number)
{
    var scope = ScopePath.Parse($"acme/run-{number}");
    var incarnation = new Incarnation($"gate-{number}");
    for (var version = 1L; ; version++)
    {
        var account = new AccountRecord(incarnation, "month", 1, new SliceCounters(version, 0, 0, 0, 0, 0, 0));
        var write = new BookWrite(scope, version - 1, version == 1 ? 0 : 1, version == 1 ? "" : "owner", version, 1, "owner", 0, null, null, [], [], [account], [], []);
        if (await store.Books.WriteAsync(write) != WriteOutcome.Written)
            throw new InvalidOperationException($"{scope} {version} was not written");
        output.WriteLine($"book {scope} {version}");

        var receipt = new Receipt(
            incarnation, version, version, Instant.FromUnixTimeSeconds(version), ReceiptKind.Settled, Verdict.Allow, Reason.Fits, scope,
            "anthropic/claude-opus", 1, 1, new Money(2), new Money(1), "v1", 1, "", 0, 0, [new ReceiptLeg(scope, "month", 1, 1)]);
        await store.Receipts.AppendAsync([receipt]);
        output.WriteLine($"receipt {incarnation} {version}");
    }
}
