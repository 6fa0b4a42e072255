using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BudgetMesh.Capacity;
using BudgetMesh.Lending;
using BudgetMesh.Rates;
using BudgetMesh.Routing;
using BudgetMesh.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Grains.Tests;

/// <summary>What gateways and owners of limits tell each other comes out of the wire as it went in.</summary>
public sealed class RateMappingTests
{
    private static readonly Gen<long> Number = Gen.OneOf(Gen.Constant(0L), Gen.Choose(1, 1_000_000).Select(static value => (long)value), Gen.Constant(long.MaxValue));

    private static readonly Gen<int> Answers = Gen.OneOf(Gen.Constant(0), Gen.Choose(1, 1_000_000_000));

    private static readonly Gen<bool> Either = Gen.Elements(true, false);

    /// <summary>Whole microseconds, up to a day.</summary>
    private static readonly Gen<TimeSpan> Time = Gen.OneOf(
        Gen.Constant(TimeSpan.Zero), Gen.Choose(1, 2_000_000_000).Select(static micros => TimeSpan.FromMicroseconds(micros)), Gen.Constant(TimeSpan.FromDays(1)));

    private static readonly Gen<Claim> Claims =
        from scope in Gen.Elements("acme", "acme/search", "acme/search/run-17")
        from priority in Gen.Elements(Enum.GetValues<Priority>())
        select new Claim(ScopePath.Parse(scope), priority);

    private static readonly Gen<RateOwnerId> Owners = Gen.Elements(RateOwnerId.OfDeployment("openai/gpt-5@us"), RateOwnerId.Of(ScopePath.Parse("acme/search")));

    private static readonly Gen<string> LimitNames = Gen.Elements("requests", "tokens", "my limit: \"ö\"");

    private static readonly Gen<RateReport> Reports =
        from limit in LimitNames
        from claim in Claims
        from numbers in Number.ArrayOf(10)
        from age in Time
        from isNew in Either
        select new RateReport(
            limit, claim, numbers[0], numbers[1], numbers[2], numbers[3], age, numbers[4], new RateDemand(numbers[5], numbers[6], numbers[7], numbers[8], numbers[9]))
        {
            IsNew = isNew,
        };

    private static readonly Gen<ProviderReport> ProviderReports =
        from answers in Answers.ArrayOf(4)
        from retry in OrNull(Time)
        from limits in OrNull(Number).ArrayOf(4)
        select new ProviderReport(answers[0], answers[1], answers[2], answers[3])
        {
            RetryAfter = retry,
            Requests = limits[0],
            Tokens = limits[1],
            InputTokens = limits[2],
            OutputTokens = limits[3],
        };

    private static readonly Gen<RateRequest> Requests =
        from owner in Owners
        from numbers in Number.ArrayOf(3)
        from left in Time
        from leaving in Either
        from lines in Reports.ListOf()
        from provider in OrNull(ProviderReports)
        select new RateRequest(owner, new Incarnation("gate-1"), numbers[0], numbers[1], numbers[2], left, leaving, [.. lines])
        {
            Provider = provider,
        };

    private static readonly Gen<RateTerms> Terms =
        from limit in LimitNames
        from claim in Claims
        from numbers in Number.ArrayOf(4)
        from retry in Gen.OneOf(Time, Gen.Constant(TimeSpan.MaxValue))
        select new RateTerms(limit, claim, numbers[0], numbers[1], numbers[2], retry, numbers[3]);

    private static readonly Gen<RateAnswer> RateAnswers =
        from owner in Owners
        from numbers in Number.ArrayOf(2)
        from times in Time.ArrayOf(3)
        from probes in OrNull(Answers)
        from lines in Terms.ListOf()
        select new RateAnswer(owner, numbers[0], numbers[1], times[0], times[1], [.. lines])
        {
            ClosedFor = times[2],
            Probes = probes,
        };

    [Fact]
    public void Whatever_a_gateway_reports_is_what_the_owner_hears() => Prop.ForAll(Requests.ToArbitrary(), request =>
    {
        var message = OverTheWire(new RateMessage("gate-1", [request.ToWire()]), WireJson.Default.RateMessage);

        var heard = message.Owners.ShouldHaveSingleItem().ToCore();

        (heard with { Lines = request.Lines }).ShouldBe(request);
        heard.Lines.ShouldBe(request.Lines);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_an_owner_answers_is_what_the_gateway_hears() => Prop.ForAll(RateAnswers.ToArbitrary(), answer =>
    {
        var reply = OverTheWire(new RateReply([answer.ToWire()]), WireJson.Default.RateReply);

        var heard = reply.Owners.ShouldHaveSingleItem().ToCore();

        (heard with { Lines = answer.Lines }).ShouldBe(answer);
        heard.Lines.ShouldBe(answer.Lines);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_wait_that_is_no_whole_microsecond_is_told_as_longer_never_as_shorter()
    {
        var terms = new RateTerms("requests", Claim.Own(ScopePath.Parse("acme")), 0, 0, 0, TimeSpan.FromTicks(1), 0);
        var answer = new RateAnswer(RateOwnerId.OfDeployment("openai/gpt-5"), 1, 1, RateRules.Lease, RateRules.Refresh, [terms]);

        answer.ToWire().ToCore().Lines.ShouldHaveSingleItem().RetryAfter.ShouldBe(TimeSpan.FromMicroseconds(1));
    }

    private static Gen<T?> OrNull<T>(Gen<T> values)
        where T : struct => Gen.OneOf(Gen.Constant((T?)null), values.Select(static value => (T?)value));

    private static T OverTheWire<T>(T message, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(message, type), type)!;
}
