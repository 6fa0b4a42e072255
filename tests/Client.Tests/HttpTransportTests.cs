using BudgetMesh.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Client.Tests;

/// <summary>The HTTP transport against a real server that answers what each test says.</summary>
public sealed class HttpTransportTests : IAsyncLifetime
{
    private readonly WebApplication _server;
    private RequestDelegate _answer = static _ => Task.CompletedTask;
    public HttpTransportTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(context => _answer(context));
    }

    public Task InitializeAsync() => _server.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private HttpSiloTransport Connect() => new(new Uri(_server.Urls.Single() + "/mesh/"), "bmg_secret");

    [Fact]
    public async Task A_sync_is_posted_with_the_key_and_its_answer_read()
    {
        await using var silo = Connect();
        SyncMessage? arrived = null;
        _answer = Json(async context =>
        {
            (context.Request.Method, context.Request.Path.Value, context.Request.Protocol).ShouldBe(("POST", "/mesh/v1/sync", "HTTP/1.1"));
            context.Request.Headers.Authorization.ToString().ShouldBe("Bearer bmg_secret");
            arrived = await context.Request.ReadFromJsonAsync(WireJson.Default.SyncMessage);
            await context.Response.WriteAsync("""{"utc_ms":1,"plan_version":2,"price_version":3,"scopes":[]}""");
        });
        var line = new SliceLine("month", null, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        var reply = await silo.SyncAsync(new SyncMessage("gate-1", 5, [new ScopeReport("acme", "gate-1", 1, 0, 0, 5, false, [line])]), CancellationToken.None);
        (reply.UtcMs, reply.PlanVersion, reply.PriceVersion).ShouldBe((1, 2, 3));
        arrived!.Scopes.Single().Slices.Single().ShouldBe(line);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_refused_key_is_told_apart(int status)
    {
        await using var silo = Connect();
        _answer = context => Status(context, status, "no such key");
        var refused = await Should.ThrowAsync<SiloRefusedException>(silo.SyncAsync(new SyncMessage("g", 0, []), CancellationToken.None).AsTask());
        refused.Message.ShouldContain($"{status}");
        refused.Message.ShouldContain("no such key");
    }

    [Theory]
    [InlineData(500, "boom")]
    [InlineData(429, "")]
    [InlineData(302, "")]
    [InlineData(200, "not json")]
    [InlineData(200, "null")]
    [InlineData(200, """{"utc_ms":1}""")]
    [InlineData(200, """{"through":1,"surprise":2}""")]
    public async Task Anything_else_means_that_there_is_no_answer(int status, string text)
    {
        await using var silo = Connect();
        _answer = Json(context => Status(context, status, text));
        await Should.ThrowAsync<SiloException>(silo.SendReceiptsAsync(new ReceiptBatch("g", []), CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task A_silo_that_is_not_there_is_a_silo_that_does_not_answer()
    {
        await using var silo = Connect();
        await _server.StopAsync();
        var away = await Should.ThrowAsync<SiloException>(silo.ReadPlanAsync(1, CancellationToken.None).AsTask());
        away.Message.ShouldContain("/mesh/v1/plans/1");
    }

    [Fact]
    public async Task A_silent_silo_is_waited_for_as_long_as_the_caller_says()
    {
        await using var silo = Connect();
        var arrived = new TaskCompletionSource();
        _answer = async context =>
        {
            arrived.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        using var cancel = new CancellationTokenSource();
        var waiting = silo.ReadPricesAsync(1, cancel.Token).AsTask();
        await arrived.Task;
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }

    [Fact]
    public async Task Prices_are_read_as_they_are()
    {
        await using var silo = Connect();
        _answer = context => Status(context, 200, "[1, 2]");
        (await silo.ReadPricesAsync(7, CancellationToken.None)).ToArray().ShouldBe("[1, 2]"u8.ToArray());
    }

    [Fact]
    public async Task Notices_are_read_as_they_come_until_the_connection_ends()
    {
        await using var silo = Connect();
        _answer = async context =>
        {
            context.Request.Path.Value.ShouldBe("/mesh/v1/notices");
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(": hello\n\ndata: {\"kind\":\"recall\",\"scope\":\"acme/chat\"}\n\ndata: {\"kind\":\"plan\",\"scope\":null}\n\n");
        };
        var notices = new List<Notice>();
        await foreach (var notice in silo.NoticesAsync(CancellationToken.None))
            notices.Add(notice);
        notices.ShouldBe([new Notice(NoticeKinds.Recall, "acme/chat"), new Notice(NoticeKinds.Plan, null)]);
    }

    private static RequestDelegate Json(RequestDelegate answer) => context =>
    {
        context.Response.ContentType = "application/json";
        return answer(context);
    };

    private static Task Status(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return text.Length == 0 ? Task.CompletedTask : context.Response.WriteAsync(text);
    }
}
