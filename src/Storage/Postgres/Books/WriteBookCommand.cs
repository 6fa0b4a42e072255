using BudgetMesh.Lending;

namespace BudgetMesh.Storage.Postgres;

/// <summary>One conditional write of one scope: a call of the function that judges it.</summary>
internal sealed class WriteBookCommand(BookWrite write) : QueuedWrite<Pipeline, WriteOutcome>
{
    private static readonly string Call = $"SELECT write_book({string.Join(", ", Enumerable.Range(1, 43).Select(static number => $"${number}"))})";

    public override int Rows => write.CountRows();

    public override bool IsUrgent => true;

    public override string LockOrder => $"1 {write.Scope}";

    public override void Apply(Pipeline pipeline)
    {
        var call = new Statement(Call)
            .Set(write.Scope).Set(write.FromVersion).Set(write.FromEpoch).Set(write.FromOwner)
            .Set(write.Version).Set(write.Epoch).Set(write.Owner).Set(write.Generation).Set(write.Frozen)
            .Set(write.OpensAt).Set(write.MadeOf?.Pattern).Set(write.MadeOf is { } made ? (long?)made.AtMost : null).Set(write.Forgets);
        SetWindows(call);
        SetBorrowers(call);
        SetAccounts(call);
        SetAdjustments(call);
        call.SetTexts(write.Pruned, static window => window.Budget).SetLongs(write.Pruned, static window => window.Window)
            .SetTexts(write.Forgotten, static incarnation => incarnation.Value);
        pipeline.Add(call, row => Outcome = row.Word<WriteOutcome>(0));
    }

    private void SetWindows(Statement call) => call
        .SetTexts(write.Windows, static window => window.Budget)
        .SetLongs(write.Windows, static window => window.Window)
        .SetLongs(write.Windows, static window => window.Start.ToUnixTimeTicks())
        .SetLongs(write.Windows, static window => window.End.ToUnixTimeTicks())
        .SetLongs(write.Windows, static window => window.Cap)
        .SetFlags(write.Windows, static window => window.Open);

    private void SetBorrowers(Statement call) => call
        .SetTexts(write.Borrowers, static borrower => borrower.Incarnation.Value)
        .SetLongs(write.Borrowers, static borrower => borrower.Seq)
        .SetTexts(write.Borrowers, static borrower => borrower.State.Word());

    private void SetAccounts(Statement call) => call
        .SetTexts(write.Accounts, static account => account.Incarnation.Value)
        .SetTexts(write.Accounts, static account => account.Budget)
        .SetLongs(write.Accounts, static account => account.Window)
        .SetLongs(write.Accounts, static account => account.Counters.Granted)
        .SetLongs(write.Accounts, static account => account.Counters.Returned)
        .SetLongs(write.Accounts, static account => account.Counters.Charged)
        .SetLongs(write.Accounts, static account => account.Counters.Released)
        .SetLongs(write.Accounts, static account => account.Counters.Settled)
        .SetLongs(write.Accounts, static account => account.Counters.Corrected)
        .SetLongs(write.Accounts, static account => account.Counters.Overdraft);

    private void SetAdjustments(Statement call) => call
        .SetTexts(write.Adjustments, static adjustment => adjustment.Id)
        .SetTexts(write.Adjustments, static adjustment => adjustment.Budget)
        .SetLongs(write.Adjustments, static adjustment => adjustment.Window)
        .SetTexts(write.Adjustments, static adjustment => adjustment.Kind.Word())
        .SetLongs(write.Adjustments, static adjustment => adjustment.Amount)
        .SetTexts(write.Adjustments, static adjustment => adjustment.Reason)
        .SetTexts(write.Adjustments, static adjustment => adjustment.Author)
        .SetLongs(write.Adjustments, static adjustment => adjustment.At.ToUnixTimeTicks());
}
