using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using BudgetMesh.Replay;

namespace BudgetMesh.EndToEnd;

/// <summary>Server and replay as two processes.</summary>
public sealed class ConnectedReplayTests
{
    private const int Seed = 7;

    [Fact]
    public async Task A_replay_over_HTTP_survives_the_servers_death_and_finds_nothing_wrong()
    {
        await using var town = await Town.StartAsync(Town.ExampleMesh(), Seed);
        var trace = Path.Combine(town.DataDirectory, "trace.csv");
        await File.WriteAllLinesAsync(trace, Csv(TrafficShape.AzureConversation.Make(1_000, Seed)));

        var running = TheProgram.RunAsync(
            ["replay", trace, "--connect", town.Url, "--key", town.GatewayKey, "--admin-key", town.AdminKey, "--spread", "--gateways", "3", "--speed", "60x", "--json"]);
        await FirstReceiptAsync(town, running);
        await town.KillServerAsync();
        await town.StartServerAsync();

        var replay = await running;
        replay.ExitCode.ShouldBe(0, replay.Error + replay.Out);
        replay.Json.GetProperty("findings").GetArrayLength().ShouldBe(0);
        replay.Json.GetProperty("requests").GetInt32().ShouldBe(1_000);
        (await town.WindowsAsync("acme")).ShouldAllBe(window => window.Spent == decimal.Parse(replay.Json.GetProperty("billed_usd").GetString()!, CultureInfo.InvariantCulture));
    }

    /// <summary>Returns when traffic is under way: the server has a receipt.</summary>
    private static async Task FirstReceiptAsync(Town town, Task running)
    {
        using var admin = new HttpClient { BaseAddress = new Uri(town.Url) };
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", town.AdminKey);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!running.IsCompleted && await pause.WaitForNextTickAsync())
        {
            var page = await admin.GetFromJsonAsync<JsonElement>("/v1/receipts?limit=1");
            if (page.GetProperty("receipts").GetArrayLength() > 0)
                return;
        }
    }

    private static IEnumerable<string> Csv(Trace trace) => trace.Requests
        .Select(request => string.Create(
            CultureInfo.InvariantCulture, $"{DateTimeOffset.UnixEpoch + request.Arrival:yyyy-MM-dd HH:mm:ss.fffffff},{request.ContextTokens},{request.GeneratedTokens}"))
        .Prepend("TIMESTAMP,ContextTokens,GeneratedTokens");
}
