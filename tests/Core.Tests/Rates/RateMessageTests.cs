using BudgetMesh.Capacity;
using BudgetMesh.Lending;
using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Tests.Rates;

/// <summary>A gateway with more owners of limits than one message may name.</summary>
public sealed class RateMessageTests
{
    private readonly GateRates _rates = new(new Incarnation("gate-1"));
    private TimeSpan _now = TimeSpan.FromHours(1);

    [Fact]
    public void What_one_message_has_no_room_for_goes_in_the_next()
    {
        var owners = Owners(2 * Limits.OwnersPerRateMessageMax + 500);
        Fail(owners);

        var messages = new[] { Exchange(), Exchange(), Exchange() };

        messages.Select(static message => message.Count).ShouldBe([Limits.OwnersPerRateMessageMax, Limits.OwnersPerRateMessageMax, 500]);
        messages.SelectMany(static message => message).Select(static request => request.Owner).ShouldBe(owners, ignoreOrder: true);
        _rates.TryBuildSync(_now, out _).ShouldBeFalse();
    }

    [Fact]
    public void Nobody_waits_for_ever_behind_those_that_are_always_due()
    {
        var owners = Owners(2 * Limits.OwnersPerRateMessageMax);
        var asked = new HashSet<RateOwnerId>();
        for (var i = 0; i < 3; i++)
        {
            Fail(owners);
            asked.UnionWith(Exchange().Select(static request => request.Owner));
        }

        asked.Count.ShouldBe(owners.Count);
    }

    [Fact]
    public void An_owner_that_has_answered_and_finds_no_room_in_a_message_is_not_away()
    {
        var owners = Owners(Limits.OwnersPerRateMessageMax + 1);
        var last = owners[^1];
        Fail([last]);
        Exchange();
        Fail(owners);
        Exchange().ShouldNotContain(request => request.Owner == last);

        _rates.OwnerOf(last).IsAway.ShouldBeFalse();
    }

    [Fact]
    public void A_recall_that_overtakes_an_answer_is_not_forgotten_over_it()
    {
        var plan = MeshSample.Compile(CapacityMesh.Config with
        {
            Deployments = [new DeploymentConfig { Id = "lab/model", Tier = "premium", Capacity = [new LimitConfig { Rate = "1000 requests per minute" }] }],
        });
        var line = _rates.CapacityOf(plan.Deployments[0], Claim.Own(ScopePath.Parse("acme"))).Lines[0];
        _rates.Need(line, 1);
        _rates.TryBuildSync(_now, out var requests).ShouldBeTrue();
        _rates.ClearNeeds();
        _rates.Recall(line.Owner.Id, _now);
        Answer(requests);
        line.Ask(1, _now);

        Exchange().Single().Owner.ShouldBe(line.Owner.Id);
        _rates.TryBuildSync(_now, out _).ShouldBeFalse("it was told since");
    }

    [Fact]
    public void A_message_has_no_more_slices_than_the_server_takes()
    {
        const int Deployments = 16, Claims = 400;
        string[] units = ["requests", "tokens", "input tokens", "output tokens"];
        var capacity = units.Select(unit => new LimitConfig { Rate = $"1000 {unit} per minute" }).ToList();
        var plan = MeshSample.Compile(CapacityMesh.Config with
        {
            Deployments = [.. Enumerable.Range(0, Deployments).Select(number => new DeploymentConfig { Id = $"lab/model-{number}", Tier = "premium", Capacity = capacity })],
        });
        foreach (var deployment in plan.Deployments)
        {
            foreach (var number in Enumerable.Range(0, Claims))
            {
                foreach (var line in _rates.CapacityOf(deployment, Claim.Own(ScopePath.Parse($"acme/team-{number}"))).Lines)
                    _rates.Need(line, 1);
            }
        }

        var messages = new[] { Exchange(), Exchange() };

        messages.ShouldAllBe(static message => message.Sum(static request => request.Lines.Count) <= Limits.LinesPerRateMessageMax);
        messages.SelectMany(static message => message).Select(static request => request.Owner).Distinct().Count().ShouldBe(Deployments);
    }

    [Fact]
    public void What_a_gateway_tells_one_owner_always_fits_into_a_message()
    {
        Limits.LinesPerRateRequestMax.ShouldBeLessThanOrEqualTo(Limits.LinesPerRateMessageMax);
        Limits.OwnersPerRateMessageMax.ShouldBeLessThanOrEqualTo(Limits.LinesPerRateMessageMax);
    }

    private static List<RateOwnerId> Owners(int count) => [.. Enumerable.Range(0, count).Select(static number => RateOwnerId.OfDeployment($"lab/model-{number}"))];

    /// <summary>What makes them due at once.</summary>
    private void Fail(List<RateOwnerId> owners)
    {
        foreach (var owner in owners)
            _rates.Observe(owner, new ProviderSignal(ProviderOutcome.Failed), _now);
    }

    /// <summary>One message and the answer to it.</summary>
    private IReadOnlyList<RateRequest> Exchange()
    {
        _rates.TryBuildSync(_now, out var requests).ShouldBeTrue();
        Answer(requests);
        return requests;
    }

    private void Answer(IReadOnlyList<RateRequest> requests)
    {
        var sentAt = _now;
        _now += TimeSpan.FromMilliseconds(10);
        var answers = requests.Select(static request => new RateAnswer(request.Owner, 1, request.Seq, RateRules.Lease, RateRules.Refresh, [.. request.Lines.Select(Given)])).ToList();
        _rates.Apply(answers, sentAt, _now);
    }

    private static RateTerms Given(RateReport line) => new(line.Limit, line.Claim, 1_000, 100, 0, TimeSpan.Zero, 0);
}
