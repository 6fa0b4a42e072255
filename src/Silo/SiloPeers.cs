namespace BudgetMesh.Silo;

/// <summary>
/// Silos on one database that share out the owners among themselves: each scope has one of them, and the others pass on what is for it.
/// Lists that differ, or silos that do not see each other, cost writes in vain and nothing else: two owners of one scope meet in the books.
/// </summary>
/// <param name="All">Where silos reach each other, this one among them; every silo names them alike.</param>
/// <param name="Self">Which of them this one is.</param>
public sealed record SiloPeers(IReadOnlyList<Uri> All, Uri Self)
{
    /// <summary>The others, as they are named in messages between silos and in logs.</summary>
    internal IEnumerable<Uri> Others => All.Where(peer => peer != Self);

    /// <summary>Why they cannot be, and what would be right; null where they can.</summary>
    public string? Problem =>
        All.FirstOrDefault(static peer => !IsAddress(peer)) is { } wrong ? $"{wrong} is no address of a silo: write for example http://silo-1:8080"
        : !All.Contains(Self) ? $"the peers are {string.Join(", ", All)}, and {Self} is not among them: say which of them this silo is"
        : All.Distinct().Count() < All.Count ? $"the peers are {string.Join(", ", All)}: name each once"
        : null;

    private static bool IsAddress(Uri peer) => peer is { IsAbsoluteUri: true, Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "" };
}
