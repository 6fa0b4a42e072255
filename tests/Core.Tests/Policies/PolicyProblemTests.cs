using BudgetMesh.Routing;

namespace BudgetMesh.Tests.Policies;

public sealed class PolicyProblemTests
{
    private static readonly PolicyConfig Good = new() { Name = "rule", Start = "economy" };

    public static TheoryData<PolicyConfig, string, string> Faults => new()
    {
        { Good with { Name = null }, "name", "is not a rule's name" },
        { Good with { Name = "a, b" }, "name", "is not a rule's name" },
        { Good with { Start = "premum" }, "start", "did you mean premium?" },
        { Good with { Start = "lab/bset" }, "start", "did you mean lab/best?" },
        { Good with { Only = ["local", "locl"] }, "only[1]", "did you mean local?" },
        { Good with { Only = [] }, "only", "nothing may be used" },
        { Good with { Start = null }, "", "a rule without effect" },
        { Good with { Start = null, Shadow = "true" }, "", "a rule without effect" },
        { Good with { Shadow = "yes" }, "shadow", "neither true nor false" },
        { Good with { Ladder = "backgroud" }, "ladder", "did you mean background?" },
        { Good with { Floor = "standard" }, "floor", "\"standard\" is above the start \"economy\" on ladder default of acme" },
        { Good with { Ladder = "background", Start = "premium" }, "start", "\"premium\" is not on ladder background: one of lab/small, home/own, economy, local" },
        { Good with { Ladder = "background", Only = ["premium"] }, "only", "leaves no rung on ladder background" },
        { Good with { Floor = "economy", Only = ["local"] }, "only", "leaves no rung on ladder default of acme down to the floor" },
        { Good with { Match = new() { Priority = ["urgent"] } }, "match.priority[0]", "unknown priority \"urgent\"" },
        { Good with { Match = new() { Task = [] } }, "match.task", "nothing can match" },
        { Good with { Match = new() { Task = ["Chat"] } }, "match.task[0]", "nothing can match: \"Chat\" is no label" },
        { Good with { Match = new() { Caller = ["a*b"] } }, "match.caller[0]", "nothing can match" },
        { Good with { Match = new() { ContextOver = "1000", ContextUpTo = "1000" } }, "match.context_up_to", "nothing can match" },
        { Good with { Match = new() { ContextOver = "many" } }, "match.context_over", "is not a number of tokens" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_wrong_rule_is_one_problem_at_its_field(PolicyConfig rule, string field, string message)
    {
        var problem = MeshSample.ProblemsOf(PolicyMesh.Config([rule])).ShouldHaveSingleItem();
        problem.Field.ShouldBe(field.Length == 0 ? "policies[0]" : $"policies[0].{field}");
        problem.Message.ShouldContain(message);
    }

    [Fact]
    public void A_boundary_that_a_scopes_ladder_cannot_keep_is_a_problem_unless_a_nearer_rule_leads_to_one_that_can()
    {
        PolicyConfig stays = new() { Name = "stays", Match = new() { DataClass = ["secret"] }, Only = ["local"] };
        PolicyConfig elsewhere = new() { Name = "elsewhere", Match = new() { DataClass = ["secret", "hidden"] }, Ladder = "background" };
        var best = PolicyMesh.Config([stays]);
        MeshConfig WithTeam(params PolicyConfig[] rules) =>
            best with { Scopes = new Dictionary<string, ScopeConfig>(best.Scopes!) { ["acme/chat"] = new() { Ladder = "best", Policies = rules } } };

        MeshSample.ProblemsOf(WithTeam()).ShouldHaveSingleItem().ToString().ShouldStartWith("policies[0].only: leaves no rung on ladder best of acme/chat");
        MeshSample.Compile(WithTeam(elsewhere));
    }

    [Fact]
    public void A_rule_behind_one_that_matches_all_that_it_matches_is_a_problem()
    {
        PolicyConfig wide = new() { Name = "agents", Match = new() { Caller = ["agent-*"] }, Start = "economy" };
        PolicyConfig narrow = new() { Name = "agent-one", Match = new() { Caller = ["agent-1"], Task = ["chat"] }, Start = "standard" };

        MeshSample.ProblemsOf(PolicyMesh.Config([wide, narrow])).ShouldHaveSingleItem().ToString().ShouldStartWith("policies[1]: nothing is left for this rule: \"agents\"");
        MeshSample.Compile(PolicyMesh.Config([narrow, wide]));
        MeshSample.Compile(PolicyMesh.Config([wide], [narrow]));
        MeshSample.Compile(PolicyMesh.Config([wide with { Shadow = "true" }, narrow]));
    }

    [Fact]
    public void Names_are_unique_in_the_mesh_and_rules_are_limited()
    {
        MeshSample.ProblemsOf(PolicyMesh.Config([Good], [Good])).ShouldHaveSingleItem().Message.ShouldContain("two rules are named \"rule\"");
        PolicyConfig[] many = [.. Enumerable.Range(0, 65).Select(i => new PolicyConfig { Name = $"rule-{i}", Match = new() { Task = [$"task-{i}"] }, Start = "economy" })];
        MeshSample.ProblemsOf(PolicyMesh.Config(many)).ShouldHaveSingleItem().Message.ShouldContain("65 rules");
        MeshSample.Compile(PolicyMesh.Config(many[..60], many[60..64]));
    }
}
