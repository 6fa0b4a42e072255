using System.Net;

namespace BudgetMesh.Silo.Tests;

/// <summary>What is said, applied or revoked through one silo, at gates that are connected to another.</summary>
public sealed class NoticesBetweenSilosTests
{
    [PostgresFact]
    public async Task A_recall_and_a_plan_reach_the_gates_of_another_silo_and_the_plan_is_in_force_there_by_then()
    {
        await using var silos = await TestSilos.StartRivalsAsync(2);
        await silos.ApplyAsync(0, TestSilos.Mesh(requests: 10));
        using var stream = await NoticeStream.OpenAsync(silos.Gateway(1));

        await new TestGate(silos.Gateway(0), "gate-1", "acme/team-1", "calls").AskAsync(10);
        (await stream.NextAsync()).ShouldBe(("recall", """{"kind":"recall","scope":"acme/team-1","deployment":null}"""));

        (await silos.Admin(0).PostTextAsync("/v1/mesh", TestSilos.Mesh(requests: 20))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (string Event, string Data) notice;
        do
            notice = await stream.NextAsync();
        while (notice.Event != "plan");
        ((long)(await silos.Admin(1).GetAsync("/readyz").JsonAsync())["plan_version"]!).ShouldBe(2);
    }

    [PostgresFact]
    public async Task A_new_cap_is_lent_from_by_owners_that_another_silo_has_active()
    {
        await using var silos = await TestSilos.StartRivalsAsync(2);
        await silos.ApplyAsync(0, TestSilos.Mesh(requests: 10));
        var gate = new TestGate(silos.Gateway(1), "gate-1", "acme/team-1", "calls");
        await gate.AskAsync(10);

        await silos.ApplyAsync(0, TestSilos.Mesh(requests: 15));

        await TestSilos.EventuallyAsync(async () =>
        {
            await gate.AskAsync(15);
            return gate.Granted == 15;
        });
    }

    [PostgresFact]
    public async Task A_key_counts_on_every_silo_from_the_moment_it_is_made_and_on_none_after_it_was_revoked()
    {
        // Under a clock that stands still, what a silo believes of a key it believes for ever, unless it is told.
        await using var silos = await TestSilos.StartRivalsAsync(2, new StillClock());
        var made = await silos.Admin(0).PostJsonAsync("/v1/keys", """{"role":"gateway","label":"edge"}""").JsonAsync(HttpStatusCode.Created);
        var edge = silos.Client(1, (string)made["secret"]!);

        await TestSilos.EventuallyAsync(async () => (await edge.GetAsync("/v1/prices/0")).StatusCode == HttpStatusCode.OK);
        (await silos.Admin(0).DeleteAsync($"/v1/keys/{made["id"]}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await TestSilos.EventuallyAsync(async () => (await edge.GetAsync("/v1/prices/0")).StatusCode == HttpStatusCode.Unauthorized);
    }

    [PostgresFact]
    public async Task Gates_of_a_silo_that_was_cut_off_from_the_others_are_asked_to_sync_all_that_they_have()
    {
        await using var silos = await TestSilos.StartRivalsAsync(1);
        await silos.ApplyAsync(0, TestSilos.Mesh(requests: 10));
        using var stream = await NoticeStream.OpenAsync(silos.Gateway(0));

        // Once for each time that listening begins, and it had begun at the start.
        for (var cut = 0; cut < 3; cut++)
        {
            await silos.CutOffAsync();
            (await stream.NextAsync()).ShouldBe(("recall", """{"kind":"recall","scope":null,"deployment":null}"""));
        }
    }

    private sealed class StillClock : TimeProvider
    {
        public override long GetTimestamp() => 1;
    }
}
