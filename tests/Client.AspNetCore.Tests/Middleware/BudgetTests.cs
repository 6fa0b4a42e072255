using System.Net;
using System.Security.Claims;
using System.Text.Json;
using BudgetMesh.AspNetCore.Tests.World;
using BudgetMesh.Client.Tests.World;
using BudgetMesh.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BudgetMesh.AspNetCore.Tests.Middleware;

/// <summary>An application guards its own endpoints, over HTTP.</summary>
public sealed class BudgetTests
{
    private static readonly BudgetPolicy Policy = new()
    {
        Scope = From.Constant(TestMesh.Run.Value),
        InputTokens = _ => new TokenCount(1_000),
        OutputBound = _ => new TokenCount(1_000),
    };

    [Fact]
    public async Task An_endpoint_sees_what_was_decided_and_settles_it()
    {
        await using var world = await AppWorld.StartAsync(app => app.MapPost("/ask", (HttpContext context) =>
        {
            var budget = context.Budget();
            budget.Settle(new TokenCount(10), new TokenCount(20)).IsDone.ShouldBeTrue();
            return $"{budget.Deployment.Model} {budget.OutputBound}";
        }).RequireBudget(Policy));
        using var answer = await world.Http.PostAsync(new Uri("/ask", UriKind.Relative), null);
        (answer.StatusCode, await answer.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.OK, "best 1000"));
        HeaderOf(answer, "x-budgetmesh-decision").ShouldBe("allow");
        HeaderOf(answer, "x-budgetmesh-deployment").ShouldBe(TestMesh.Best);
        HeaderOf(answer, "x-budgetmesh-decision-id").ShouldStartWith("app-");
        world.Money.ShouldBe((0, 10 * 5_000 + 20 * 25_000));
        world.Gate.Counters.LeasesAbandoned.ShouldBe(0);
    }

    [Theory]
    [InlineData(0, HttpStatusCode.TooManyRequests)]
    [InlineData(402, HttpStatusCode.PaymentRequired)]
    public async Task A_refused_request_is_answered_and_runs_nothing(int status, HttpStatusCode expected)
    {
        var ran = 0;
        await using var world = await AppWorld.StartAsync(app => app.MapPost("/ask", () => ++ran).RequireBudget(Policy with { SpentStatus = status }), TestMesh.Of(runUsd: "0.001"));
        using var answer = await world.Http.PostAsync(new Uri("/ask", UriKind.Relative), null);
        answer.StatusCode.ShouldBe(expected);
        HeaderOf(answer, "x-should-retry").ShouldBe("false");
        answer.Headers.RetryAfter.ShouldBeNull();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()).ShouldBe(("insufficient_quota", "scope_budget_exceeded"));
        (ran, world.Gate.Counters.HoldsOpen).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_refusal_is_answered_in_other_words_where_the_policy_says_so()
    {
        var policy = Policy with { OnRefused = (context, refusal) => context.Response.Body.WriteAsync(refusal.ToAnthropic()).AsTask() };
        await using var world = await AppWorld.StartAsync(app => app.MapPost("/ask", () => 1).RequireBudget(policy), TestMesh.Of(runUsd: "0.001"));
        using var answer = await world.Http.PostAsync(new Uri("/ask", UriKind.Relative), null);
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("type").GetString().ShouldBe("error");
    }

    [Fact]
    public async Task A_cluster_that_was_never_there_is_a_refusal_to_come_again()
    {
        await using var world = await AppWorld.StartAsync(app => app.MapPost("/ask", () => 1).RequireBudget(Policy), isAway: true);
        using var answer = await world.Http.PostAsync(new Uri("/ask", UriKind.Relative), null);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        (await answer.Content.ReadAsStringAsync()).ShouldContain("not_ready");
    }

    [Fact]
    public async Task Who_forgets_to_settle_keeps_the_hold_and_is_counted()
    {
        await using var world = await AppWorld.StartAsync(app =>
        {
            app.MapPost("/forgets", () => "sent").RequireBudget(Policy);
            app.MapPost("/fails", IResult () => throw new InvalidOperationException()).RequireBudget(Policy);
        });
        await world.Http.PostAsync(new Uri("/forgets", UriKind.Relative), null);
        await GateWorld.Until(() => world.Gate.Counters is { HoldsOpen: 1, LeasesAbandoned: 1 });
        await world.Http.PostAsync(new Uri("/fails", UriKind.Relative), null);
        await GateWorld.Until(() => world.Gate.Counters is { HoldsOpen: 2, LeasesAbandoned: 2 });
        world.Money.ShouldBe((2 * 30_000_000, 0));
    }

    [Fact]
    public async Task Who_says_that_nothing_was_sent_pays_nothing()
    {
        await using var world = await AppWorld.StartAsync(app => app.MapPost("/ask", (HttpContext context) => context.Budget().NothingSent()).RequireBudget(Policy));
        await world.Http.PostAsync(new Uri("/ask", UriKind.Relative), null);
        await GateWorld.Until(() => world.Gate.Counters.HoldsOpen == 0);
        world.Money.ShouldBe((0, 0));
        world.Gate.Counters.LeasesAbandoned.ShouldBe(0);
    }

    [Fact]
    public async Task A_hold_lasts_as_long_as_the_answer_streams()
    {
        var (began, goes) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var world = await AppWorld.StartAsync(app => app.MapPost("/ask", (HttpContext context) => Results.Stream(async stream =>
        {
            await stream.WriteAsync("a"u8.ToArray());
            began.SetResult();
            await goes.Task;
            context.Budget().Settle(new TokenCount(1), TokenCount.Zero);
        })).RequireBudget(Policy));
        var answering = world.Http.PostAsync(new Uri("/ask", UriKind.Relative), null);
        await began.Task;
        (world.Gate.Counters.HoldsOpen, world.Gate.Counters.LeasesAbandoned).ShouldBe((1, 0));
        goes.SetResult();
        (await (await answering).Content.ReadAsStringAsync()).ShouldBe("a");
        (world.Gate.Counters.HoldsOpen, world.Gate.Counters.LeasesAbandoned).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData("/route/chat", null, "200 acme/chat")]
    [InlineData("/route/Chat", null, "200 acme/chat")]
    [InlineData("/route/nobody", null, "200 acme/nobody")]
    [InlineData("/route/no%20path", null, "403 ")]
    [InlineData("/header", "acme/chat", "200 acme/chat")]
    [InlineData("/header", "other", "403 ")]
    [InlineData("/header", null, "403 ")]
    [InlineData("/claim", null, "200 acme/chat/run")]
    public async Task The_scope_comes_from_route_header_or_claim_and_without_one_nothing_runs(string path, string? header, string expected)
    {
        await using var world = await AppWorld.StartAsync(app =>
        {
            app.Use((context, next) =>
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("scope", "acme/chat/run")], "test"));
                return next(context);
            });
            app.MapPost("/route/{team}", Settle).RequireBudget(Policy with { Scope = From.Route("team").Below("acme") });
            app.MapPost("/header", Settle).RequireBudget(Policy with { Scope = From.Header("x-scope") });
            app.MapPost("/claim", Settle).RequireBudget(Policy with { Scope = From.Claim("scope") });
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (header is not null)
            request.Headers.Add("x-scope", header);
        using var answer = await world.Http.SendAsync(request);
        var scope = "";
        if (answer.IsSuccessStatusCode)
        {
            await world.Gates.Pass(() => world.Gates.Silo.Receipts.Count == 1);
            scope = world.Gates.Silo.Receipts.Single().Scope.Value;
        }
        else
        {
            (await answer.Content.ReadAsStringAsync()).ShouldContain("unknown_scope");
        }

        $"{(int)answer.StatusCode} {scope}".ShouldBe(expected);
    }

    [Fact]
    public async Task A_request_whose_input_nobody_counts_is_held_by_its_length()
    {
        var bound = Money.Zero;
        await using var world = await AppWorld.StartAsync(app => app.MapPost("/ask", (HttpContext context) =>
        {
            bound = context.Budget().Decision.Bound;
            context.Budget().NothingSent();
        }).RequireBudget(new BudgetPolicy { Scope = From.Constant("acme"), OutputBound = _ => TokenCount.Zero }));
        using var body = new ByteArrayContent(new byte[1_000]);
        await world.Http.PostAsync(new Uri("/ask", UriKind.Relative), body);
        bound.NanoUsd.ShouldBe(501 * 5_000);
    }

    [Fact]
    public async Task A_task_a_priority_and_a_bound_are_asked_for_as_the_policy_finds_them()
    {
        await using var world = await AppWorld.StartAsync(app => app.MapPost("/ask", Settle).RequireBudget(Policy with
        {
            Task = From.Header("x-task"),
            Caller = From.Constant("portal"),
            Priority = context => context.Request.Headers.ContainsKey("x-task") ? Priority.Interactive : Priority.Batch,
        }));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ask");
        request.Headers.Add("x-task", "summarize");
        using var answer = await world.Http.SendAsync(request);
        await world.Gates.Pass(() => world.Gates.Silo.Receipts.Count == 1);
        var receipt = world.Gates.Silo.Receipts.Single();
        (receipt.Task, receipt.Caller, receipt.Priority).ShouldBe(("summarize", "portal", Priority.Interactive));

        using var wrong = new HttpRequestMessage(HttpMethod.Post, "/ask");
        wrong.Headers.Add("x-task", "No label");
        using var refused = await world.Http.SendAsync(wrong);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_group_and_a_pipeline_are_guarded_as_a_whole()
    {
        await using var world = await AppWorld.StartAsync(app =>
        {
            app.MapGroup("/group").RequireBudget(Policy).MapPost("/ask", Settle);
            app.Map("/proxy", proxy => proxy.UseBudget(Policy).Run(context =>
            {
                context.Budget().NothingSent();
                return context.Response.WriteAsync("proxied");
            }));
            app.MapPost("/free", (HttpContext context) => context.Features.Get<BudgetFeature>() is null);
            app.MapPost("/unguarded", (HttpContext context) => Should.Throw<InvalidOperationException>(context.Budget).Message);
        });
        HeaderOf(await world.Http.PostAsync(new Uri("/group/ask", UriKind.Relative), null), "x-budgetmesh-decision").ShouldBe("allow");
        var proxied = await world.Http.PostAsync(new Uri("/proxy/v1", UriKind.Relative), null);
        (HeaderOf(proxied, "x-budgetmesh-decision"), await proxied.Content.ReadAsStringAsync()).ShouldBe(("allow", "proxied"));
        (await (await world.Http.PostAsync(new Uri("/free", UriKind.Relative), null)).Content.ReadAsStringAsync()).ShouldBe("true");
        (await (await world.Http.PostAsync(new Uri("/unguarded", UriKind.Relative), null)).Content.ReadAsStringAsync()).ShouldContain("RequireBudget");
        world.Gate.Counters.HoldsOpen.ShouldBe(0);
    }

    [Fact]
    public async Task Two_budgets_on_one_endpoint_are_refused_before_it_is_charged_twice()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGroup("/group").RequireBudget(Policy).MapPost("/ask", () => 1).RequireBudget(Policy);
        Should.Throw<InvalidOperationException>(() => ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).ToList()).Message.ShouldContain("twice");
    }

    private static void Settle(HttpContext context) => context.Budget().Settle(new TokenCount(1), TokenCount.Zero);

    private static string? HeaderOf(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
