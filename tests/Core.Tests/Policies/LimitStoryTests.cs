using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Tests.Policies;

public sealed class LimitStoryTests
{
    [Fact]
    public void A_refusal_names_the_limit_and_when_to_come_again()
    {
        var story = DecisionStory.Tell(Facts(Verdict.Deny) with { RetryAfter = TimeSpan.FromMilliseconds(1_250) });

        story.ShouldContain("It is refused; asked again after 1.25 s it may fit.");
        story.ShouldContain("A limit of a scope on the way lets no more through now; that passes by itself.");
        story.ShouldContain("Limit acme/chat:calls had room for 0 requests at this gateway; the first rung that was tried needed 1 request.");
    }

    [Fact]
    public void A_deferral_names_the_price_of_waiting()
    {
        DecisionStory.Tell(Facts(Verdict.Defer) with { RetryAfter = TimeSpan.FromSeconds(2), BatchBound = Money.Parse("0.05") })
            .ShouldContain("It is deferred; asked again after 2 s it may fit. As a batch it would cost 0.05 USD at most.");
        DecisionStory.Tell(Facts(Verdict.Defer)).ShouldContain("It is deferred.");
    }

    [Fact]
    public void A_downgrade_says_that_the_better_rung_was_short()
    {
        var facts = Facts(Verdict.Downgrade) with { Reason = Reason.CapacityShort, Deployment = "a/small", Limit = new LimitShortage("a/large:tokens", "900 tokens", "12 tokens") };

        DecisionStory.Tell(facts).ShouldSatisfyAllConditions(
            story => story.ShouldContain("The capacity of a better rung's deployment was taken, or kept for others."),
            story => story.ShouldContain("Limit a/large:tokens had room for 12 tokens at this gateway; the better rung needed 900 tokens."));
    }

    [Fact]
    public void An_open_circuit_is_named_by_its_deployment()
    {
        var facts = Facts(Verdict.Downgrade) with { Reason = Reason.DeploymentClosed, Deployment = "a/small", Limit = null, Closed = "a/large" };

        DecisionStory.Tell(facts).ShouldContain("The circuit of a/large was open.");
    }

    [Fact]
    public void Every_unit_has_its_words()
    {
        Enum.GetValues<LimitUnit>().Select(static unit => LimitShortage.Text(unit, 2)).ShouldBe(["2 requests", "2 input tokens", "2 output tokens", "2 tokens", "2 concurrent requests"]);
        LimitShortage.Text(null, 7).ShouldBe("7");
    }

    private static DecisionFacts Facts(Verdict verdict) => new(verdict, Reason.RateLimited, "acme/chat", null, Money.Zero, null, null, null)
    {
        Limit = new LimitShortage("acme/chat:calls", LimitShortage.Text(LimitUnit.Requests, 1), LimitShortage.Text(LimitUnit.Requests, 0)),
    };
}
