using System.Net.Http.Json;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Tests;

/// <summary>One gateway that syncs one budget over HTTP.</summary>
internal sealed class TestGate(HttpClient client, string incarnation, string scope, string budget)
{
    private long _seq;
    private long _returned;

    public long Granted { get; private set; }

    public long Charged { get; set; }

    public long Settled { get; set; }

    public long? Window { get; private set; }

    /// <summary>Hears of the window where it knows none, then asks for what waits.</summary>
    public async Task<SyncReply> AskAsync(long needed)
    {
        if (Window is null)
            await SendAsync(0);
        return await SendAsync(needed);
    }

    public Task<SyncReply> SendAsync(long needed) => SendAsync(needed, leaving: false);

    /// <summary>Gives back what is free and ends; nothing may be held.</summary>
    public Task<SyncReply> LeaveAsync()
    {
        _returned = Granted - Charged;
        return SendAsync(0, leaving: true);
    }

    /// <summary>Gives back what is free and forgets the scope; nothing may be held.</summary>
    public Task<SyncReply> PauseAsync()
    {
        _returned = Granted - Charged;
        return SendAsync(0, leaving: false, pauses: true);
    }

    private async Task<SyncReply> SendAsync(long needed, bool leaving, bool pauses = false)
    {
        var bound = needed == 0 ? 0 : 1;
        var slice = new SliceLine(budget, Window, Granted, _returned, Charged, 0, Settled, 0, 0, 0, 0, bound, needed, bound, 0);
        var message = new SyncMessage(incarnation, 1_000, [new ScopeReport(scope, incarnation, ++_seq, 0, 0, 1_000, leaving, [slice]) { Resumes = Window is null, Pauses = pauses }]);
        using var response = await client.PostAsJsonAsync(Routes.Sync, message, WireJson.Default.SyncMessage);
        response.EnsureSuccessStatusCode();
        var reply = (await response.Content.ReadFromJsonAsync(WireJson.Default.SyncReply)).ShouldNotBeNull();
        if (reply.Scopes[0].Slices.FirstOrDefault(terms => terms.Open) is { } open)
            (Window, Granted) = (open.Window, Math.Max(Granted, open.Granted));
        return reply;
    }
}
