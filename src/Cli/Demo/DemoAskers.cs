using System.Collections.Immutable;
using BudgetMesh.Replay;
using BudgetMesh.Routing;

namespace BudgetMesh.Cli;

/// <summary>Who asks in the demo, by what they are called in its report.</summary>
internal static class DemoAskers
{
    private static readonly ScopePath Support = ScopePath.Parse("acme/support"), Legal = ScopePath.Parse("acme/legal"), Agents = ScopePath.Parse("acme/agents");

    public static ImmutableArray<(string Name, Asker Asker)> All { get; } =
    [
        ("support, people in a chat", new Asker(Support, 16) { Task = "chat", Priority = Priority.Interactive }),
        ("support, tickets", new Asker(Support, 16) { Task = "ticket" }),
        ("support, nightly summaries", new Asker(Support, 16) { Task = "summarize", Priority = Priority.Batch }),
        ("legal, confidential papers", new Asker(Legal, 8) { Task = "review", DataClass = "confidential" }),
        ("legal, everything else", new Asker(Legal, 8) { Task = "review" }),
        ("agents", new Asker(Agents, 36) { Task = "code", Caller = "agent-7" }),
    ];
}
