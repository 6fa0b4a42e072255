using System.Net;
using System.Net.Http.Json;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Tests;

/// <summary>What gateways tell the owners of limits, and what they are answered.</summary>
public sealed class RatesTests : LimitedSilo
{
    private static readonly RateLineReport Line = new("calls", "acme/chat", "normal", 0, 0, 0, 0, 0, 0, 36_000, 1, 1, 1, 0, true);

    private static readonly RateOwnerReport Chat = new("scope", "acme/chat", "gate-1", 1, 0, 0, 0, false, [Line]);

    [Fact]
    public async Task Each_owner_of_a_message_answers_for_itself()
    {
        var deployment = Chat with { Kind = "deployment", Name = "openai/gpt-5@us", Lines = [Line with { Limit = "tokens" }] };

        var reply = await SendAsync(Chat, deployment);

        reply.Owners.Select(terms => (terms.Kind, terms.Name, terms.Seq)).ShouldBe([("scope", "acme/chat", 1), ("deployment", "openai/gpt-5@us", 1)]);
        var lent = reply.Owners[0].Lines.ShouldHaveSingleItem();
        (lent.Limit, lent.Scope, lent.Priority).ShouldBe(("calls", "acme/chat", "normal"));
        lent.Amount.ShouldBeInRange(1, 36_000);
        reply.Owners[1].Probes.ShouldBeNull();
    }

    [Fact]
    public async Task Owners_that_the_mesh_does_not_have_and_limits_that_an_owner_does_not_have_are_left_out()
    {
        var reply = await SendAsync(
            Chat with { Lines = [Line, Line with { Limit = "nobody's" }] },
            Chat with { Name = "acme/search" },
            Chat with { Name = "nobody" },
            Chat with { Name = "Acme//" },
            Chat with { Kind = "deployment", Name = "openai/gpt-6" });

        var terms = reply.Owners.ShouldHaveSingleItem();
        (terms.Name, terms.Lines.ShouldHaveSingleItem().Limit).ShouldBe(("acme/chat", "calls"));
    }

    [Fact]
    public async Task A_report_that_comes_again_is_not_answered()
    {
        (await SendAsync(Chat)).Owners.Count.ShouldBe(1);

        (await SendAsync(Chat)).Owners.ShouldBeEmpty();
        (await SendAsync(Chat with { Seq = 2 })).Owners.Count.ShouldBe(1);
    }

    [Fact]
    public async Task As_many_owners_as_a_gateway_may_name_are_answered_and_one_more_is_refused()
    {
        var all = Enumerable.Repeat(Chat with { Name = "nobody" }, Limits.OwnersPerRateMessageMax - 1).Prepend(Chat).ToArray();
        (await SendAsync(all)).Owners.ShouldHaveSingleItem().Name.ShouldBe("acme/chat");

        var problem = await Post([Chat with { Seq = 2 }, .. all]).ProblemAsync(HttpStatusCode.BadRequest);

        problem.Detail().ShouldBe("owners: 1001 in one message: send at most 1000, and the others in the next");
        (await SendAsync(Chat with { Seq = 2 })).Owners.Count.ShouldBe(1, "nothing of the message was taken");
    }

    [Fact]
    public async Task More_lines_than_a_gateway_can_have_are_refused()
    {
        var most = Chat with { Lines = [.. Enumerable.Repeat(Line, Limits.LinesPerRateRequestMax)] };
        (await Post(most with { Lines = [.. most.Lines, Line] }).ProblemAsync(HttpStatusCode.BadRequest)).Detail().ShouldBe("owners[0]: 10001 lines: at most 10000 for one owner");

        (await Post(most, most, Chat).ProblemAsync(HttpStatusCode.BadRequest)).Detail().ShouldBe("owners: 20001 lines in one message: send at most 20000, and the other owners in the next");
    }

    [Fact]
    public async Task The_largest_message_that_a_gateway_sends_is_read()
    {
        var scope = string.Join('/', Enumerable.Repeat(new string('x', 40), 6));
        var line = Line with
        {
            Limit = new string('l', Limits.LabelLengthMax),
            Scope = scope,
            Amount = Limits.RateMax * 60,
            Burst = Limits.RateMax,
            CreditUsed = Limits.RateMax,
            Refunded = Limits.RateMax,
            Demand = Limits.RateMax * 60,
            Used = Limits.RateMax * 60,
        };
        var owner = Chat with { Lines = [.. Enumerable.Repeat(line, Limits.LinesPerRateRequestMax)] };

        using var response = await Post(owner, owner with { Name = "nobody" });

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("team", "acme/chat", "acme/chat", "normal", "\"team\" is none of scope, deployment")]
    [InlineData("scope", "acme/chat", "Acme//", "normal", "owners[0]")]
    [InlineData("scope", "acme/chat", "acme/chat", "soon", "\"soon\" is none of")]
    public async Task Words_that_are_none_are_refused_with_those_that_are(string kind, string name, string scope, string priority, string detail)
    {
        var report = Chat with { Kind = kind, Name = name, Lines = [Line with { Scope = scope, Priority = priority }] };

        (await Post(report).ProblemAsync(HttpStatusCode.BadRequest)).Detail().ShouldContain(detail);
    }

    [Fact]
    public async Task A_gateway_reports_for_itself_under_a_name_that_can_be()
    {
        (await Post(Chat with { Incarnation = "gate-2" }).ProblemAsync(HttpStatusCode.BadRequest)).Detail().ShouldContain("a gateway reports for itself");

        var message = new RateMessage("no such thing!", [Chat with { Incarnation = "no such thing!" }]);
        (await Silo.Gateway.PostAsJsonAsync(Routes.Rates, message, WireJson.Default.RateMessage).ProblemAsync(HttpStatusCode.BadRequest)).Detail().ShouldContain("is not an incarnation");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"incarnation":"a","owners":null}""")]
    [InlineData("""{"incarnation":"a","owners":[null]}""")]
    [InlineData("""{"incarnation":"a","owners":[],"more":1}""")]
    [InlineData("""{"incarnation":"a","owners":[{"kind":"scope","name":"acme/chat","incarnation":"a","seq":1,"applied_epoch":0,"applied_seq":0,"lease_left_us":0,"leaving":false,"lines":null}]}""")]
    [InlineData("""{"incarnation":"a","owners":[{"kind":"scope","name":"acme/chat","incarnation":"a","seq":1,"applied_epoch":0,"applied_seq":0,"lease_left_us":0,"leaving":false,"lines":[null]}]}""")]
    [InlineData("""{"incarnation":"a","owners":[{"kind":"scope","name":"acme/chat","incarnation":"a","seq":1e99,"applied_epoch":0,"applied_seq":0,"lease_left_us":0,"leaving":false,"lines":[]}]}""")]
    public async Task A_message_that_is_none_is_refused_in_words(string body)
    {
        await Silo.Gateway.PostJsonAsync(Routes.Rates, body).ProblemAsync(HttpStatusCode.BadRequest);
    }

    private Task<HttpResponseMessage> Post(params RateOwnerReport[] owners) =>
        Silo.Gateway.PostAsJsonAsync(Routes.Rates, new RateMessage("gate-1", owners), WireJson.Default.RateMessage);

    private async Task<RateReply> SendAsync(params RateOwnerReport[] owners)
    {
        using var response = await Post(owners);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync(WireJson.Default.RateReply)).ShouldNotBeNull();
    }
}
