using BudgetMesh.Lending;

namespace BudgetMesh.Storage.Sqlite;

/// <summary>One conditional write of one scope: the row of the scope decides, and only where it was hit the other rows follow.</summary>
internal sealed class WriteBookCommand(BookWrite write) : WriteCommand<WriteOutcome>
{
    public override int Rows => write.CountRows();

    public override bool IsUrgent => true;

    protected override WriteOutcome Write(WriteSession session)
    {
        if (write.OpensAt is { } opensAt && opensAt > session.Now)
            return WriteOutcome.TooEarly;
        if (Claim(session) is not WriteOutcome.Written and var refusal)
            return refusal;
        if (write.Forgets)
        {
            session.Database.Prepare(BookSql.CountForgotten).Set(write.Scope).Run();
            foreach (var delete in BookSql.Forget)
                session.Database.Prepare(delete).Set(write.Scope).Run();
            return WriteOutcome.Written;
        }

        Put(session.Database);
        Prune(session.Database);
        return WriteOutcome.Written;
    }

    private WriteOutcome Claim(WriteSession session)
    {
        if (write.FromVersion > 0)
            return Head(session, BookSql.Update).Set(session.Now).Set(write.Scope).Set(write.FromVersion).Set(write.FromEpoch).Set(write.FromOwner).Run() == 1 ? WriteOutcome.Written : WriteOutcome.Conflict;
        // Books that are not there are at epoch 0.
        if (write.FromEpoch != 0 || Exists(session.Database))
            return WriteOutcome.Conflict;
        if (write.MadeOf is { } made && session.Database.Prepare(BookSql.CountMade).Set(made.Pattern).Set(made.AtMost).Run() == 0)
            return WriteOutcome.TooManyScopes;
        Head(session, BookSql.Insert).Set(write.Scope).Set(write.MadeOf?.Pattern).Set(write.MadeOf is null ? null : session.Now).Run();
        return WriteOutcome.Written;
    }

    private bool Exists(Database database) => database.Prepare(BookSql.Read).Set(write.Scope).First(static _ => true);

    private Statement Head(WriteSession session, string sql) =>
        session.Database.Prepare(sql).Set(write.Version).Set(write.Epoch).Set(write.Owner).Set(write.Generation).Set(write.Frozen);

    private void Put(Database database)
    {
        foreach (var (budget, window, start, end, cap, open) in write.Windows)
        {
            database.Prepare(BookSql.PutWindow)
                .Set(write.Scope).Set(budget).Set(window).Set(start).Set(end).Set(cap).Set(open ? 1 : 0).Run();
        }

        foreach (var (incarnation, seq, state) in write.Borrowers)
            database.Prepare(BookSql.PutBorrower).Set(write.Scope).Set(incarnation.Value).Set(seq).Set(state.Word()).Run();

        foreach (var (incarnation, budget, window, counters) in write.Accounts)
        {
            database.Prepare(BookSql.PutAccount)
                .Set(write.Scope).Set(incarnation.Value).Set(budget).Set(window)
                .Set(counters.Granted).Set(counters.Returned).Set(counters.Charged).Set(counters.Released)
                .Set(counters.Settled).Set(counters.Corrected).Set(counters.Overdraft).Run();
        }

        foreach (var adjustment in write.Adjustments)
            AdjustmentSql.Set(database.Prepare(AdjustmentSql.Put).Set(write.Scope), adjustment).Run();
    }

    private void Prune(Database database)
    {
        foreach (var (budget, window) in write.Pruned)
        {
            database.Prepare(BookSql.PruneAccounts).Set(write.Scope).Set(budget).Set(window).Run();
            database.Prepare(BookSql.PruneWindow).Set(write.Scope).Set(budget).Set(window).Run();
        }

        foreach (var incarnation in write.Forgotten)
            database.Prepare(BookSql.ForgetBorrower).Set(write.Scope).Set(incarnation.Value).Run();
    }
}
