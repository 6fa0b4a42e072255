namespace BudgetMesh.Silo.Tests;

public sealed class NoticeTests : SiloWithMesh
{
    [Fact]
    public async Task A_gate_hears_of_a_new_mesh()
    {
        using var stream = await OpenAsync();

        await Silo.ApplyAsync(Meshes.With(usd: "250 USD"));

        (await NextAsync(stream)).ShouldBe(("plan", """{"kind":"plan","scope":null,"deployment":null}"""));
    }

    [Fact]
    public async Task A_gate_hears_that_a_scope_is_lent_exactly_from_now_on()
    {
        using var stream = await OpenAsync();

        await new TestGate(Silo.Gateway, "gate-1", "acme/search", "calls").AskAsync(10);

        (await NextAsync(stream)).ShouldBe(("recall", """{"kind":"recall","scope":"acme/search","deployment":null}"""));
    }

    [Fact]
    public async Task The_stream_ends_with_theSilo_and_does_not_hold_it_up()
    {
        using var stream = await OpenAsync();

        await Silo.Host.DisposeAsync();

        (await stream.ReadLineAsync()).ShouldBeNull();
    }

    /// <summary>A stream whose first line has come: the gate is subscribed.</summary>
    private async Task<StreamReader> OpenAsync()
    {
        var response = await Silo.Gateway.GetAsync("/v1/notices", HttpCompletionOption.ResponseHeadersRead);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).ShouldBe(": here");
        (await reader.ReadLineAsync()).ShouldBe("");
        return reader;
    }

    private static async Task<(string Event, string Data)> NextAsync(StreamReader stream)
    {
        var name = (await stream.ReadLineAsync()).ShouldNotBeNull();
        var data = (await stream.ReadLineAsync()).ShouldNotBeNull();
        (await stream.ReadLineAsync()).ShouldBe("");
        name.ShouldStartWith("event: ");
        data.ShouldStartWith("data: ");
        return (name["event: ".Length..], data["data: ".Length..]);
    }
}
