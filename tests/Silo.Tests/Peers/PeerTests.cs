using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo.Tests;

/// <summary>Silos that share out the owners among themselves.</summary>
public sealed class PeerTests
{
    [PostgresFact]
    public async Task A_scope_has_one_owner_whichever_silo_is_asked_and_all_are_answered_in_their_order()
    {
        await using var silos = await TestSilos.StartPeersAsync(3);
        await silos.ApplyAsync(0, TestSilos.Mesh(requests: 100));

        var answers = new List<IReadOnlyList<ScopeTerms>>();
        for (var round = 1; round <= 6; round++)
            answers.Add((await SyncAllAsync(silos.Gateway(round % 3), round)).Scopes);

        foreach (var terms in answers)
        {
            terms.Select(static scope => scope.Scope).ShouldBe(Enumerable.Range(0, TestSilos.Teams).Select(TestSilos.Team));
            terms.ShouldAllBe(scope => scope.Status == "accepted");
            // Each owner that begins raises the epoch.
            terms.Select(static scope => scope.Epoch).ShouldBe(answers[0].Select(static scope => scope.Epoch));
        }
    }

    [PostgresFact]
    public async Task People_and_gateways_may_ask_any_silo_for_anything()
    {
        await using var silos = await TestSilos.StartPeersAsync(2);
        await silos.ApplyAsync(0, TestSilos.Mesh(requests: 100));
        await SyncAllAsync(silos.Gateway(0), 1);
        var epochs = await EpochsAsync(silos.Admin(1));

        for (var team = 0; team < 6; team++)
        {
            var (admin, scope) = (silos.Admin(team % 2), TestSilos.Team(team));
            await admin.PostJsonAsync($"/v1/scopes/{scope}/adjustments", """{"id":"a","budget":"calls","kind":"credit","amount":"5 requests","reason":"r"}""").JsonAsync(HttpStatusCode.Created);
            var books = await admin.PostJsonAsync($"/v1/scopes/{scope}/unfreeze", "").JsonAsync();
            ((long)books["budgets"]![0]!["windows"]![0]!["adjusted"]!).ShouldBe(5);
            await admin.PostJsonAsync($"/v1/scopes/{scope}/adjustments", """{"id":"b","budget":"calls","kind":"alms","amount":"5 requests","reason":"r"}""").ProblemAsync(HttpStatusCode.BadRequest);
        }

        (await silos.Admin(1).GetAsync("/v1/limits").JsonAsync())["scopes"]!.AsArray().Count.ShouldBe(TestSilos.Teams);
        (await silos.Admin(1).GetAsync("/v1/capacity").JsonAsync())["deployments"]!.AsArray().Count.ShouldBe(1);
        (await silos.Admin(1).PostJsonAsync("/v1/gateways/gate-1/retire", "").JsonAsync())["scopes"]!.AsArray().Count.ShouldBe(TestSilos.Teams);
        var final = new FinalsMessage("gate-1", [.. Enumerable.Range(0, TestSilos.Teams).Select(static team => new FinalLine(TestSilos.Team(team), 2, true, []))]);
        using var concluded = await silos.Gateway(0).PostAsJsonAsync(Routes.Finals, final, WireJson.Default.FinalsMessage);
        (await concluded.Content.ReadFromJsonAsync(WireJson.Default.FinalsReply))!.Scopes.ShouldAllBe(answer => answer.Status == "closed");

        (await EpochsAsync(silos.Admin(0))).ShouldBe(epochs);
    }

    [PostgresFact]
    public async Task Limits_have_one_owner_whichever_silo_is_asked()
    {
        await using var silos = await TestSilos.StartPeersAsync(3);
        await silos.ApplyAsync(0, TestSilos.Mesh(requests: 100));

        var epochs = new List<(string, long)>();
        for (var round = 1; round <= 3; round++)
        {
            var reports = Enumerable.Range(0, TestSilos.Teams).Select(team => Report("scope", TestSilos.Team(team), round)).Append(Report("deployment", "local/llama", round));
            using var response = await silos.Gateway(round % 3).PostAsJsonAsync(Routes.Rates, new RateMessage("gate-1", [.. reports]), WireJson.Default.RateMessage);
            epochs.AddRange((await response.Content.ReadFromJsonAsync(WireJson.Default.RateReply))!.Owners.Select(static owner => (owner.Name, owner.Epoch)));
        }

        epochs.Count.ShouldBe(3 * (TestSilos.Teams + 1));
        epochs.ShouldAllBe(owner => owner.Item2 == 1);
    }

    [PostgresFact]
    public async Task What_a_silo_passes_on_and_gets_no_sense_from_it_answers_itself()
    {
        await using var stranger = await StrangerSilo.StartAsync(StatusCodes.Status401Unauthorized);
        await using var silos = await TestSilos.StartPeersAsync(1, stranger.Address);
        await silos.ApplyAsync(0, TestSilos.Mesh(requests: 100));

        (await SyncAllAsync(silos.Gateway(0), 1)).Scopes.ShouldAllBe(scope => scope.Status == "accepted");
        stranger.Messages.ShouldBe(1); // all its scopes in one

        var forwarded = silos.Gateway(0);
        forwarded.DefaultRequestHeaders.Add("BudgetMesh-Forwarded-By", "http://somebody/");
        (await SyncAllAsync(forwarded, 2)).Scopes.ShouldAllBe(scope => scope.Status == "accepted");
        stranger.Messages.ShouldBe(1); // what was passed on goes no further
    }

    [PostgresFact]
    public async Task A_silo_that_was_stopped_is_survived_at_once()
    {
        await using var silos = await TestSilos.StartPeersAsync(3);
        await silos.ApplyAsync(0, TestSilos.Mesh(requests: 100));
        await SyncAllAsync(silos.Gateway(0), 1);

        await silos.StopAsync(2);

        for (var round = 2; round <= 4; round++)
            (await SyncAllAsync(silos.Gateway(round % 2), round)).Scopes.ShouldAllBe(scope => scope.Status == "accepted");
    }

    [PostgresFact]
    public async Task A_silo_that_answers_nothing_any_more_is_survived_within_two_pings_and_not_waited_for_again()
    {
        await using var stranger = await StrangerSilo.StartAsync();
        await using var silos = await TestSilos.StartPeersAsync(1, stranger.Address);
        await silos.ApplyAsync(0, TestSilos.Mesh(requests: 100));
        stranger.Pause();

        var waited = Stopwatch.StartNew();
        (await SyncAllAsync(silos.Gateway(0), 1)).Scopes.ShouldAllBe(scope => scope.Status == "accepted");
        // Less than the patience with a silo that is there: it was found out by its pings.
        waited.Elapsed.ShouldBeLessThan(PeerTimes.AnswerPatience);

        waited.Restart();
        await SyncAllAsync(silos.Gateway(0), 2);
        waited.Elapsed.ShouldBeLessThan(PeerTimes.PingPatience);
    }

    [PostgresFact]
    public async Task No_cap_is_exceeded_though_two_silos_own_every_scope()
    {
        const int Cap = 20;
        await using var silos = await TestSilos.StartRivalsAsync(2);
        await silos.ApplyAsync(0, TestSilos.Mesh(Cap));
        var gates = Enumerable.Range(0, 4).Select(gate => new TestGate(silos.Gateway(gate % 2), $"gate-{gate}", TestSilos.Team(0), "calls")).ToList();

        for (var wanted = 1; wanted <= Cap; wanted++)
        {
            await Task.WhenAll(gates.Select(gate => gate.AskAsync(wanted)));
            gates.Sum(static gate => gate.Granted).ShouldBeLessThanOrEqualTo(Cap);
        }

        // Whoever was turned away because the scope changed its owner too often asks again.
        await TestSilos.EventuallyAsync(async () =>
        {
            await gates[0].AskAsync(Cap);
            return gates.Sum(static gate => gate.Granted) >= Cap;
        });
        gates.Sum(static gate => gate.Granted).ShouldBe(Cap);
    }

    /// <summary>One gateway's report on every team.</summary>
    private static async Task<SyncReply> SyncAllAsync(HttpClient gateway, long seq)
    {
        var slice = new SliceLine("calls", null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        var message = new SyncMessage("gate-1", 1_000, [.. Enumerable.Range(0, TestSilos.Teams).Select(team => new ScopeReport(TestSilos.Team(team), "gate-1", seq, 0, 0, 1_000, false, [slice]))]);
        using var response = await gateway.PostAsJsonAsync(Routes.Sync, message, WireJson.Default.SyncMessage);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync(WireJson.Default.SyncReply)).ShouldNotBeNull();
    }

    private static RateOwnerReport Report(string kind, string name, long seq) => new(kind, name, "gate-1", seq, 0, 0, 0, false, []);

    private static async Task<IReadOnlyList<long>> EpochsAsync(HttpClient admin) =>
        [.. (await admin.GetAsync("/v1/scopes?under=acme").JsonAsync())["scopes"]!.AsArray().Select(static scope => (long)scope!["epoch"]!)];
}
