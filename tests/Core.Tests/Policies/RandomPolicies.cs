using BudgetMesh.Routing;
using BudgetMesh.Tests.Lending;

namespace BudgetMesh.Tests.Policies;

/// <summary>Rules and requests by seed, over few enough words that they often meet.</summary>
internal sealed class RandomPolicies(int seed)
{
    private static readonly string[] Tasks = ["chat", "summarize", "code-review"], Classes = ["secret", "public"], Callers = ["agent-1", "agent-2", "person"];
    private static readonly string[] Marks = ["premium", "standard", "economy", "local", .. PolicyMesh.Ids];
    private readonly Random _random = new(seed);
    private int _rules;

    public static PolicyConfig SecretStays { get; } = new() { Name = "secret-stays", Match = new() { DataClass = ["secret"] }, Only = ["local"] };

    /// <summary>Rules that make sense together with the mesh's others: what does not compile is drawn again.</summary>
    public MeshConfig Mesh(string teamCap = "10 USD", params PolicyConfig[] last)
    {
        while (true)
        {
            var config = PolicyMesh.Config([.. Rules(), .. last], Rules(), teamCap);
            if (MeshPlan.TryCompile(config, out _, out _))
                return config;
        }
    }

    public Request Request() => new(LendingRig.Team, new TokenCount(_random.Next(3) switch { 0 => _random.Next(60_000), 1 => 4_000, _ => _random.Next(1_000) }))
    {
        OutputBound = Maybe(new TokenCount?(new TokenCount(_random.Next(1, 2_000)))),
        Task = Maybe(Of(Tasks)),
        DataClass = Maybe(Of(Classes)),
        Caller = Maybe(Of(Callers)),
        Priority = Of(Enum.GetValues<Priority>()),
        Ladder = _random.Next(4) == 0 ? Of(["default", "background", "best"]) : null,
    };

    public int Next(int most) => _random.Next(most);

    private PolicyConfig[] Rules() => [.. Enumerable.Range(0, _random.Next(5)).Select(_ => Rule())];

    private PolicyConfig Rule() => new()
    {
        Name = $"rule-{++_rules}",
        Match = Maybe(new MatchConfig
        {
            Task = Maybe<IReadOnlyList<string>>([Of(Tasks), Of(["code-*", "*", "chat"])]),
            Priority = Maybe<IReadOnlyList<string>>([Of(["batch", "normal", "interactive"])]),
            DataClass = Maybe<IReadOnlyList<string>>([Of(Classes)]),
            Caller = Maybe<IReadOnlyList<string>>([Of(["agent-*", "agent-1", "person"])]),
            ContextOver = _random.Next(4) == 0 ? Of(["100", "4000"]) : null,
            ContextUpTo = _random.Next(4) == 0 ? Of(["4000", "10000"]) : null,
        }),
        Ladder = _random.Next(4) == 0 ? Of(["default", "background", "best"]) : null,
        Start = Maybe(Of(Marks)),
        Floor = _random.Next(4) == 0 ? Of(Marks) : null,
        Only = _random.Next(4) == 0 ? [Of(Marks), Of(Marks)] : null,
        Shadow = _random.Next(3) == 0 ? "true" : null,
    };

    private T Of<T>(IReadOnlyList<T> values) => values[_random.Next(values.Count)];

    private T? Maybe<T>(T value) => _random.Next(2) == 0 ? default : value;
}
