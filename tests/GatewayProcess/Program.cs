// A gateway that serves one scope: URL KEY NAME SCOPE LADDER [JOURNAL WITNESSES]. It says "connected <incarnation>", and then
// takes from its input
//   ask <number> <input tokens>         and says "sent <number> <decision> <deployment> <output bound>" or "refused <number> <reason>",
//   answer <number> <output tokens>     and says "done <number>".
// What it says it says in one piece: a line is there or not, whenever it is killed. At the end of its input it leaves.
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using BudgetMesh;
using BudgetMesh.Client;
using BudgetMesh.Routing;

var (scope, ladder) = (ScopePath.Parse(args[3]), args[4]);
var answers = new ConcurrentDictionary<int, TaskCompletionSource<long>>();
using var output = Console.OpenStandardOutput();
var saying = new Lock();
var options = new GateOptions
{
    Name = args[2],
    Urls = [new Uri(args[0])],
    Key = args[1],
    // A machine that is busy with many processes starts none of them in two seconds.
    SyncTimeout = TimeSpan.FromSeconds(20),
    Journal = args.Length > 5 ? args[5] : null,
    JournalWitness = args.Length > 6 ? args[6] : null,
    Limits = new() { HoldsMax = 1_000, ReceiptsMax = 4_000, JournalSlicesMax = 64 },
};
try
{
    await using var gate = await Gate.ConnectAsync(options);
    Say($"connected {gate.Incarnation}");
    while (await Console.In.ReadLineAsync() is { } line)
    {
        var words = line.Split(' ');
        var (number, tokens) = (int.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture));
        if (words[0] == "ask")
            _ = ServeAsync(gate, number, tokens);
        else
            answers.GetOrAdd(number, static _ => new()).SetResult(tokens);
    }

    return 0;
}
catch (Exception refused) when (refused is JournalException or SiloException)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}

async Task ServeAsync(Gate gate, int number, long inputTokens)
{
    var decision = await gate.DecideAsync(new Request(scope, new TokenCount(inputTokens)) { Ladder = ladder });
    if (!decision.IsAllowed)
    {
        Say($"refused {number} {decision.Reason}");
        return;
    }

    var answer = answers.GetOrAdd(number, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    Say(string.Create(CultureInfo.InvariantCulture, $"sent {number} {decision.Id} {decision.Deployment!.Id} {decision.OutputBound.Value}"));
    var outputTokens = await answer.Task;
    answers.TryRemove(number, out _);
    if (!gate.Settle(decision, new TokenCount(inputTokens), new TokenCount(outputTokens)).IsDone)
        throw new InvalidOperationException($"{decision.Id} could not be settled");
    Say($"done {number}");
}

void Say(string line)
{
    lock (saying)
        output.Write(Encoding.ASCII.GetBytes($"{line}\n"));
}
