using NodaTime;

namespace BudgetMesh.Lending;

/// <summary>Why somebody changed what a budget may spend, beside its requests.</summary>
public enum AdjustmentKind
{
    /// <summary>What was spent before the mesh began to count, as when it starts in mid-month: negative.</summary>
    Opening,

    /// <summary>More to spend in one window: positive.</summary>
    Credit,

    /// <summary>Money that a provider gave back: positive.</summary>
    Refund,

    /// <summary>A mistake put right, such as the difference to an invoice: either sign.</summary>
    Correction,
}

/// <summary>A row of the books that is no request: it changes what can be spent of one window, and stays as long as the window's books.</summary>
/// <param name="Id">Chosen by whoever asks; the same id is the same adjustment.</param>
/// <param name="Window">The window's <c>BudgetWindow.Key</c>.</param>
/// <param name="Amount">In the budget's unit; above 0 gives, below 0 takes away.</param>
/// <param name="At">When the owner took it.</param>
public sealed record Adjustment(
    string Id, string Budget, long Window, AdjustmentKind Kind, long Amount, string Reason, string Author, Instant At);

/// <summary>What somebody asks the owner of a scope to write into its books.</summary>
/// <param name="Window">Null for the window that is open when it is asked for the first time.</param>
public sealed record AdjustmentOrder(
    string Id, string Budget, long? Window, AdjustmentKind Kind, long Amount, string Reason, string Author)
{
    /// <summary>What cannot be, in a sentence for whoever asks; null where all can.</summary>
    public string? Problem => this switch
    {
        _ when !IsText(Id, Limits.AdjustmentIdLengthMax) => $"id: write 1 to {Limits.AdjustmentIdLengthMax} characters, the same ones when you repeat it",
        _ when !IsText(Reason, Limits.AdjustmentTextLengthMax) => $"reason: say in 1 to {Limits.AdjustmentTextLengthMax} characters why",
        _ when !IsText(Author, Limits.AdjustmentTextLengthMax) => $"author: say in 1 to {Limits.AdjustmentTextLengthMax} characters who",
        _ when Amount is < -Limits.CapCountMax or > Limits.CapCountMax => $"amount: at most {Limits.CapUsdMax} USD or {Limits.CapCountMax} of anything else",
        { Amount: 0 } => "amount: 0 changes nothing",
        { Kind: AdjustmentKind.Opening, Amount: > 0 } => "amount: an opening balance is what was spent before, so it takes away: write it with a minus",
        { Kind: AdjustmentKind.Credit or AdjustmentKind.Refund, Amount: < 0 } => "amount: a credit or refund gives: write it without a minus, or use a correction",
        _ => null,
    };

    /// <summary>True where <paramref name="taken"/> is what this asks for; a window that is not named is the one it went to.</summary>
    public bool IsSameAs(Adjustment taken) =>
        (Id, Budget, Window ?? taken.Window, Kind, Amount, Reason, Author)
        == (taken.Id, taken.Budget, taken.Window, taken.Kind, taken.Amount, taken.Reason, taken.Author);

    private static bool IsText(string text, int most) => text.Length > 0 && text.Length <= most && !text.Any(char.IsControl);
}

/// <summary>What became of an <see cref="AdjustmentOrder"/>.</summary>
/// <param name="Taken">What is in the books under the order's id; null where it was refused.</param>
/// <param name="Problem">Why it was refused, for whoever asked; null where it was not.</param>
/// <param name="IsRepeated">It was in the books before, and nothing changed.</param>
public readonly record struct AdjustmentOutcome(Adjustment? Taken, string? Problem, bool IsRepeated);
