using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using BudgetMesh.Fuzz.Tests.Targets;
using BudgetMesh.Fuzz.Tests.Wire;
using Xunit.Abstractions;

namespace BudgetMesh.Fuzz.Tests;

/// <summary>
/// Sends endpoints what no client of theirs would. Which request is sent follows from the endpoint and a number alone; a failure prints both.
/// </summary>
/// <param name="strangers">Keys that are for something else, and what is no key.</param>
/// <param name="log">What the server has to say of itself.</param>
internal sealed class Fuzzer(Uri server, IReadOnlyList<string> strangers, ErrorLog log, ITestOutputHelper output)
{
    private const int AtOnce = 8, Shown = 5;

    /// <summary>Longer than anything here may wait for.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _findings = new();

    /// <summary>Tries every endpoint, and after each whether it still serves a good request.</summary>
    public async Task RunAsync(IEnumerable<Target> targets)
    {
        foreach (var target in targets.Where(static target => $"{target}".Contains(FuzzSize.Only, StringComparison.Ordinal)))
        {
            await ShouldServeAsync(target, "before");
            var (statuses, began) = (new ConcurrentDictionary<int, int>(), Stopwatch.GetTimestamp());
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(worker => WorkAsync(target, worker, statuses)));
            await ShouldServeAsync(target, "after");
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{target,-45} {FuzzSize.OfEach,6} in {Stopwatch.GetElapsedTime(began).TotalSeconds,6:0.0} s: {string.Join(' ', statuses.OrderBy(static one => one.Key).Select(static one => $"{one.Key}×{one.Value}"))}"));
        }

        foreach (var said in log.Errors)
            _findings.Enqueue($"the server has logged: {said}");
        if (!_findings.IsEmpty)
            throw new InvalidOperationException($"{_findings.Count} findings, of which these are the first:\n{string.Join("\n\n", _findings.Take(Shown))}");
    }

    private async Task ShouldServeAsync(Target target, string when)
    {
        using var client = new WireClient(server);
        var id = target.BeginAsync is null ? "" : await target.BeginAsync();
        var number = when == "before" ? int.MaxValue - 1 : int.MaxValue;
        var statuses = await SendAsync(client, target, target.Good(id, number, target.Key));
        if (target.EndAsync is { } end)
            await end(id);
        if (statuses is not [var status] || status != target.GoodStatus)
            _findings.Enqueue($"{target}: a good request {when} the others was answered with {string.Join(", ", statuses)}");
    }

    private async Task WorkAsync(Target target, int worker, ConcurrentDictionary<int, int> counts)
    {
        using var client = new WireClient(server);
        for (var number = FuzzSize.From + worker; number < FuzzSize.From + FuzzSize.OfEach; number += AtOnce)
        {
            var random = new Random(SeedOf(target, number));
            var key = random.Next(5) > 0 ? target.Key : strangers[random.Next(strangers.Count)];
            var id = target.BeginAsync is null ? "" : await target.BeginAsync();
            var request = target.Mutate(target.Good(id, number, key), random);
            try
            {
                var statuses = await SendAsync(client, target, request);
                foreach (var status in statuses.DefaultIfEmpty(0))
                    counts.AddOrUpdate(status, 1, static (_, count) => count + 1);
                if (!statuses.All(status => status < 500 || (status == 505 && !request.IsFramed)) || (statuses.Count == 0 && request.IsFramed && !target.MayBreakOff))
                    _findings.Enqueue($"{target}, number {number}, was answered with {string.Join(", ", statuses.DefaultIfEmpty(0))}:\n{request}");
            }
            catch (Exception failure) when (failure is OperationCanceledException or SocketException or FormatException)
            {
                _findings.Enqueue($"{target}, number {number}: {failure.Message}\n{request}");
            }

            if (target.EndAsync is { } end)
                await end(id);
        }
    }

    private static async Task<IReadOnlyList<int>> SendAsync(WireClient client, Target target, WireRequest request)
    {
        using var patience = new CancellationTokenSource(AnswerTime);
        return await client.SendAsync(request, target.IsEndless, patience.Token);
    }

    private static int SeedOf(Target target, int number)
    {
        // FNV-1a: the same on every machine and in every run, as string.GetHashCode is not.
        var hash = 2_166_136_261u;
        foreach (var letter in $"{target}#{number}")
            hash = unchecked((hash ^ letter) * 16_777_619);
        return unchecked((int)hash);
    }
}
