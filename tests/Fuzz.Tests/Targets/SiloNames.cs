using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BudgetMesh.Wire;

namespace BudgetMesh.Fuzz.Tests.Targets;

/// <summary>Makes what admins' requests are about, so that they are served.</summary>
/// <param name="admin">With an admin's key.</param>
/// <param name="gateway">With a gateway's.</param>
internal sealed class SiloNames(HttpClient admin, HttpClient gateway) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private int _made;

    /// <summary>A name for one that is not there yet.</summary>
    public Task<string> ReservationAsync() => Task.FromResult($"r{Interlocked.Increment(ref _made)}");

    public async Task<string> MadeReservationAsync()
    {
        var name = await ReservationAsync();
        await ChangeAsync(() => admin.PostAsJsonAsync("/v1/reservations", new { name, scope = "acme/limited", deployment = "lab/large", amounts = (string[])["1 tokens per minute"] }), 201);
        return name;
    }

    /// <summary>Whether it is there or not.</summary>
    public Task RemoveReservationAsync(string name) => ChangeAsync(() => admin.DeleteAsync($"/v1/reservations/{name}"), 200, 404);

    /// <summary>Those that were made under other names than they were to have are removed: nothing is reserved, so that something fits.</summary>
    public async Task<string> NoReservationAsync()
    {
        var there = JsonNode.Parse(await admin.GetStringAsync("/v1/reservations"))!["reservations"]!.AsArray();
        foreach (var reservation in there)
            await RemoveReservationAsync((string)reservation!["name"]!);
        return "r";
    }

    /// <summary>Each is a new mesh; what is fuzzed changes the mesh as well, and who comes second comes again.</summary>
    private async Task ChangeAsync(Func<Task<HttpResponseMessage>> change, params int[] good)
    {
        await _one.WaitAsync();
        try
        {
            while (true)
            {
                using var answer = await change();
                if (good.Contains((int)answer.StatusCode))
                    return;
                ((int)answer.StatusCode).ShouldBe(409, await answer.Content.ReadAsStringAsync());
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    public async Task<string> KeyAsync()
    {
        using var answer = await admin.PostAsJsonAsync("/v1/keys", new { role = "gateway", label = "to be revoked" });
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!;
    }

    /// <summary>An incarnation that has been lent something.</summary>
    public async Task<string> GatewayAsync()
    {
        var name = $"lost-{Interlocked.Increment(ref _made)}";
        var slice = new SliceLine("month", null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        var message = new SyncMessage(name, 1_000, [new ScopeReport("acme/lost", name, 1, 0, 0, 1_000, false, [slice]) { Resumes = true }]);
        using var answer = await gateway.PostAsJsonAsync(Routes.Sync, message, WireJson.Default.SyncMessage);
        answer.IsSuccessStatusCode.ShouldBeTrue();
        return name;
    }
}
