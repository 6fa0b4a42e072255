using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Tests;

/// <summary>What a silo pushes to one gate. Its first line has come: the gate is subscribed.</summary>
internal sealed class NoticeStream : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StreamReader _lines;

    private NoticeStream(StreamReader lines) => _lines = lines;

    public static async Task<NoticeStream> OpenAsync(HttpClient gateway)
    {
        var response = await gateway.GetAsync(Routes.Notices, HttpCompletionOption.ResponseHeadersRead);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var stream = new NoticeStream(new StreamReader(await response.Content.ReadAsStreamAsync()));
        (await stream.LineAsync()).ShouldBe(": here");
        (await stream.LineAsync()).ShouldBe("");
        return stream;
    }

    public async Task<(string Event, string Data)> NextAsync()
    {
        var name = (await LineAsync()).ShouldNotBeNull();
        var data = (await LineAsync()).ShouldNotBeNull();
        (await LineAsync()).ShouldBe("");
        name.ShouldStartWith("event: ");
        data.ShouldStartWith("data: ");
        return (name["event: ".Length..], data["data: ".Length..]);
    }

    /// <summary>Null at the end.</summary>
    public async Task<string?> LineAsync() => await _lines.ReadLineAsync().WaitAsync(Patience);

    public void Dispose() => _lines.Dispose();
}
