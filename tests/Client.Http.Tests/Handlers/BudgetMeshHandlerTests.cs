using System.Net;
using System.Net.Http.Headers;
using BudgetMesh.Client.Tests.World;
using BudgetMesh.Http.Tests.Answers;

namespace BudgetMesh.Http.Tests.Handlers;

public sealed class BudgetMeshHandlerTests : IAsyncLifetime
{
    private const string Chat = "http://provider/v1/chat/completions", Body = """{"model":"any","messages":[{"role":"user","content":"hello"}]}""";
    private const string Whole = """{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":20}}""";

    private readonly Provider _provider = new();
    private GateWorld _world = null!;

    public async Task InitializeAsync() => _world = await GateWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_request_is_sent_with_what_was_decided_and_settled_when_its_answer_is_read()
    {
        _provider.Answers(Whole);
        using var answer = await SendAsync(Body);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(Whole);
        _provider.Body.ShouldBe("""{"max_completion_tokens":4096,"model":"the-best","messages":[{"role":"user","content":"hello"}]}""");
        answer.Headers.GetValues("x-budgetmesh-deployment").Single().ShouldBe(TestMesh.Best);
        Settled(10 * 5_000 + 20 * 25_000);
    }

    [Fact]
    public async Task A_message_that_is_sent_again_asks_for_what_it_asked_for_before()
    {
        _provider.Answers("");
        using var request = new HttpRequestMessage(HttpMethod.Post, Chat) { Content = new StringContent(Body) };
        using var handler = new HttpMessageInvoker(Handler(), disposeHandler: false);
        using (await _world.Pass(handler.SendAsync(request, CancellationToken.None)))
            (await request.Content.ReadAsStringAsync()).ShouldBe(Body);
    }

    [Fact]
    public async Task A_synchronous_call_is_metered_as_well()
    {
        _provider.Answers(Whole);
        await (await SendAsync(Body)).Content.ReadAsStringAsync();
        using var client = new HttpClient(Handler(), disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, Chat) { Content = new StringContent(Body) };
        using var answer = client.Send(request);
        Settled(2 * (10 * 5_000 + 20 * 25_000));
    }

    [Fact]
    public async Task A_stream_is_metered_as_it_is_read_and_its_added_usage_left_out()
    {
        _provider.Answers(Streams.Chat, "text/event-stream");
        using var answer = await SendAsync("""{"model":"any","stream":true,"messages":[]}""", HttpCompletionOption.ResponseHeadersRead);
        _world.Gate.Counters.HoldsOpen.ShouldBe(1);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(Streams.Chat.Replace(Streams.UsageEvent, "", StringComparison.Ordinal));
        Settled(11 * 5_000 + 4 * 25_000);
    }

    [Fact]
    public async Task A_stream_that_is_let_go_is_settled_by_what_was_streamed()
    {
        _provider.Answers(Streams.Anthropic[..Streams.Anthropic.IndexOf("event: message_delta", StringComparison.Ordinal)] + new string(':', 100_000), "text/event-stream");
        using (var answer = await SendAsync("""{"model":"any","stream":true,"max_tokens":50,"messages":[]}""", HttpCompletionOption.ResponseHeadersRead, "http://provider/v1/messages"))
        {
            var stream = await answer.Content.ReadAsStreamAsync();
            (await stream.ReadAsync(new byte[2_000])).ShouldBeGreaterThan(1_000);
        }

        _world.Gate.Counters.HoldsOpen.ShouldBe(0);
    }

    [Fact]
    public async Task A_stream_that_fails_while_it_is_read_is_settled_and_fails()
    {
        _provider.Content = () => new BrokenContent(Streams.Chat[..300]);
        using var answer = await SendAsync("""{"model":"any","stream":true,"messages":[]}""", HttpCompletionOption.ResponseHeadersRead);
        await Should.ThrowAsync<HttpRequestException>(() => answer.Content.ReadAsStringAsync());
        _world.Gate.Counters.HoldsOpen.ShouldBe(0);
        Spent().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task What_the_provider_turns_away_costs_nothing(HttpStatusCode status)
    {
        _provider.Status = status;
        _provider.Answers("{}");
        using var answer = await SendAsync(Body);
        answer.StatusCode.ShouldBe(status);
        Settled(0);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, true)]
    [InlineData(HttpRequestError.ResponseEnded, false)]
    public async Task Only_what_was_surely_not_sent_is_void(HttpRequestError error, bool isVoid)
    {
        _provider.Fails = new HttpRequestException(error);
        await Should.ThrowAsync<HttpRequestException>(() => SendAsync(Body));
        _world.Gate.Counters.HoldsOpen.ShouldBe(0);
        (Spent() == 0).ShouldBe(isVoid);
    }

    [Fact]
    public async Task A_refusal_is_an_answer_and_nothing_is_sent()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Chat) { Content = new StringContent(Body) };
        request.Options.Set(BudgetMeshHandlerOptions.ForRequest.Scope, ScopePath.Parse("nobody"));
        using var answer = await SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("unknown_scope");
        _provider.Body.ShouldBeNull();
    }

    [Fact]
    public async Task What_cannot_be_read_is_not_sent()
    {
        using var answer = await SendAsync("{");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _provider.Body.ShouldBeNull();
    }

    [Fact]
    public async Task Other_paths_pass_as_they_are()
    {
        _provider.Answers("{}");
        using var answer = await SendAsync("anything", address: "http://provider/v1/files");
        _provider.Body.ShouldBe("anything");
        Settled(0);
    }

    private void Settled(long nanoUsd)
    {
        _world.Gate.Counters.HoldsOpen.ShouldBe(0);
        Spent().ShouldBe(nanoUsd);
    }

    private long Spent() => _world.Gate.Slices().Where(slice => slice.Scope == TestMesh.Run).Sum(slice => slice.Counters.Spent);

    private async Task<HttpResponseMessage> SendAsync(string body, HttpCompletionOption until = HttpCompletionOption.ResponseContentRead, string address = Chat)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body) };
        return await SendAsync(request, until);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption until = HttpCompletionOption.ResponseContentRead)
    {
        var client = new HttpClient(Handler(), disposeHandler: false);
        return _world.Pass(client.SendAsync(request, until));
    }

    private BudgetMeshHandler Handler() => new(
        new BudgetMeshHandlerOptions { Gate = _world.Gate, Scope = TestMesh.Run, Deployments = new Dictionary<string, string> { [TestMesh.Best] = "the-best" }, Time = _world.Clock },
        new Door(_provider));

    /// <summary>Answers as the test says, and remembers what it was sent.</summary>
    private sealed class Provider
    {
        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public Func<HttpContent> Content { get; set; } = static () => new StringContent("");

        public Exception? Fails { get; set; }

        public string? Body { get; private set; }

        public void Answers(string text, string type = "application/json") => Content = () => new StringContent(text, new MediaTypeHeaderValue(type));

        public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            return Fails is { } failure ? throw failure : new HttpResponseMessage(Status) { Content = Content() };
        }
    }

    private sealed class Door(Provider provider) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => provider.AnswerAsync(request, cancellationToken);
    }

    /// <summary>A stream that fails after its start.</summary>
    private sealed class BrokenContent : HttpContent
    {
        private readonly string _start;

        public BrokenContent(string start)
        {
            _start = start;
            Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
        }

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(new BrokenStream(_start.Utf8()));

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class BrokenStream(byte[] start) : MemoryStream(start)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length ? base.ReadAsync(buffer, cancellationToken) : throw new IOException("broken");
    }
}
