using BudgetMesh.Holds;
using BudgetMesh.Routing;
using BudgetMesh.Tests.Lending;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Tests.Policies;

public sealed class PolicyPropertyTests
{
    private static readonly string?[] Thresholds = [null, "standard", "economy"];

    [Fact]
    public void The_compiled_masks_say_what_a_naive_reading_of_the_rules_says() => ForAllSeeds(seed =>
    {
        var random = new RandomPolicies(seed);
        var config = random.Mesh();
        var scope = MeshSample.Compile(config).Scopes[LendingRig.Team.Value];
        foreach (var _ in Enumerable.Range(0, 20))
        {
            var request = random.Request();
            var (matched, threshold) = (scope.Policies.Match(request), random.Next(3));
            foreach (var (rules, withShadow) in new[] { (scope.Policies.Enforced(matched), false), (matched, true) })
            {
                // Thresholds are the default ladder's.
                var routed = scope.Policies.Router(rules)?.Ladder?.Name ?? request.Ladder ?? "default";
                var steps = routed == "default" ? threshold : 0;
                var (ladder, toTry) = NaivePolicies.Route(config, request, Thresholds[steps], withShadow);
                routed.ShouldBe(ladder, request.ToString());
                var plan = MeshSample.Compile(config).Ladders.GetValueOrDefault(ladder)!;
                var choice = new RuledLadder(scope.Policies, plan).Choose(rules, steps);
                plan.Rungs.Where((_, rung) => (choice.ToTry >> rung & 1) != 0).Select(rung => rung.Id).ShouldBe(toTry, $"seed {seed}: {request}");
            }
        }
    });

    [Fact]
    public void A_data_class_with_a_boundary_never_leaves_it() => ForAllSeeds(seed =>
    {
        var random = new RandomPolicies(seed);
        var rig = PolicyMesh.Rig(random.Mesh("0.3 USD", RandomPolicies.SecretStays));
        foreach (var _ in Enumerable.Range(0, 30))
        {
            var request = random.Request() with { DataClass = "secret" };
            var decision = Step(rig, random, request);
            if (decision.IsAllowed)
                decision.Deployment!.Tier.ShouldBe(Tier.Local, $"seed {seed}: {request}");
        }
    });

    [Fact]
    public void Shadow_rules_never_change_a_decision() => ForAllSeeds(seed =>
    {
        var config = new RandomPolicies(seed).Mesh("0.3 USD");
        var without = PolicyMesh.Config(Real(config.Policies), Real(config.Scopes![LendingRig.Team.Value].Policies), "0.3 USD");
        var (shadowed, plain) = (PolicyMesh.Rig(config), PolicyMesh.Rig(without));
        var (one, other) = (new RandomPolicies(seed), new RandomPolicies(seed));
        foreach (var _ in Enumerable.Range(0, 40))
        {
            var (left, right) = (Step(shadowed, one, one.Request()), Step(plain, other, other.Request()));
            left.ShouldBe(right, $"seed {seed}");
        }

        shadowed.Gate.ReadReceipts(0, 1000).Select(receipt => (receipt with { Legs = [], Shadow = null }, receipt.Legs.Count))
            .ShouldBe(plain.Gate.ReadReceipts(0, 1000).Select(receipt => (receipt with { Legs = [] }, receipt.Legs.Count)));
    });

    private static PolicyConfig[] Real(IReadOnlyList<PolicyConfig>? rules) => [.. (rules ?? []).Where(rule => rule.Shadow != "true")];

    private static Decision Step(LendingRig rig, RandomPolicies random, Request request)
    {
        var decision = rig.Decide(request);
        var output = random.Next(2_000);
        if (decision.IsAllowed && random.Next(3) > 0)
            rig.Gate.Settle(decision.Hold, LendingRig.Usage(request.InputTokens.Value, Math.Min(output, decision.OutputBound.Value)), rig.Now).ShouldBe(SettleOutcome.Resolved);
        rig.Now += TimeSpan.FromMilliseconds(random.Next(3_000));
        rig.Gate.Expire(rig.Now);
        rig.Sync();
        return decision with { Blocker = null };
    }

    private static void ForAllSeeds(Action<int> check) => Prop.ForAll<int>(check).QuickCheckThrowOnFailure();
}
