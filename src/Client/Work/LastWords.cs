using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Lending.Journals;
using BudgetMesh.Wire;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Client;

/// <summary>
/// Says the last words that this gateway owes: of lives that others left in its journal, with the receipts that the silo lacks, and
/// of its own that were closed from outside. Only what everybody knows is deleted. Makes the journals of next lives, too: no
/// decision waits for a disk.
/// </summary>
internal sealed class LastWords(
    GateLives lives, JournalDirectory? journals, ISiloTransport silo, GateOptions options, Connection connection, Action wakeSync, CancellationToken stop) : IDisposable
{
    /// <summary>A closed life that cannot say its last word yet, because holds are open, is looked at so often.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(30);

    private readonly Wakeup _wakeup = new(options.Time);
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
    private readonly TaskCompletionSource _flushed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<PastLifeFile> _past = new(journals?.Past ?? []);
    private volatile bool _flushing;
    private volatile int _pastLeft = journals?.Past.Count ?? 0;

    /// <summary>Lives of earlier processes whose last word is still to be said.</summary>
    public int PastLives => _pastLeft;

    public void Wake() => _wakeup.Signal();

    /// <summary>Completes once everything is said that can be. To be called when no more holds are made.</summary>
    public Task FlushAsync()
    {
        _flushing = true;
        Wake();
        return _flushed.Task;
    }

    public async Task RunAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var pause = await SayAllAsync().ConfigureAwait(false);
            if (pause is null && _flushing)
                _flushed.TrySetResult();
            await _wakeup.WaitAsync(pause ?? (lives.HasClosed ? LookAgain : TimeSpan.MaxValue)).ConfigureAwait(false);
        }
    }

    /// <summary>The gate has ended, and so has <see cref="RunAsync"/>: the next process may have the journal.</summary>
    public void LetGo()
    {
        lives.LetGoOfJournals();
        foreach (var done in lives.TakeJournalsDone())
            Delete(done.Delete);
        journals?.Dispose();
    }

    public void Dispose() => _wakeup.Dispose();

    /// <summary>Null where everything is said that can be, else how long to wait before the next attempt.</summary>
    private async Task<TimeSpan?> SayAllAsync()
    {
        if (journals is not null && lives.TryNameNext(out var next))
            Prepare(journals, next);
        try
        {
            while (_past.TryDequeue(out var file))
            {
                _past.Enqueue(file); // behind the others until it is told: one that nobody takes stops none of them
                if (!await TellAsync(file).ConfigureAwait(false))
                    return _backoff.Next();
                while (_past.TryDequeue(out var other) && other != file)
                    _past.Enqueue(other);
                _pastLeft = _past.Count;
            }

            foreach (var finals in lives.BuildFinals().GroupBy(static final => final.Incarnation))
            {
                if (!await SayAsync([.. finals], lives.Concluded, LogRefused).ConfigureAwait(false))
                    return _backoff.Next();
            }

            foreach (var done in lives.TakeJournalsDone())
                Delete(done.Delete);
            _backoff.Reset();
            return null;
        }
#pragma warning disable CA1031 // Whatever a transport throws means that nothing is confirmed.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            connection.Failed(problem);
            return problem is SiloRefusedException ? RefusedPause : _backoff.Next();
        }
    }

    /// <summary>Tells what a past life left to be told. False where some of it was not taken yet.</summary>
    private async Task<bool> TellAsync(PastLifeFile file)
    {
        var life = file.Life;
        while (life.ReadReceipts(GateLives.ReceiptsBatchMost) is { Count: > 0 } receipts)
        {
            if (!await SendAsync(life, receipts).ConfigureAwait(false))
                return false;
        }

        var taken = await SayAsync(life.Finals, final => life.Concluded(final.Scope), (final, problem) =>
        {
            file.Refusal = $"the owner of {final.Scope} says: {problem}";
            life.Concluded(final.Scope);
        }).ConfigureAwait(false);
        if (!taken)
            return false;
        if (file.Refusal is { } refusal)
            Delete(() => journals!.SetAside(file.Path, life.Incarnation.Value, refusal));
        else
            Delete(file.Delete);
        options.Logger.LogInformation("Gate {Gate}: the last word of {Incarnation} is said", options.Name, life.Incarnation);
        return true;
    }

    private async Task<bool> SendAsync(PastLife life, IReadOnlyList<Receipt> receipts)
    {
        using var timeout = new CancellationTokenSource(options.SyncTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        var ack = await silo.SendReceiptsAsync(new ReceiptBatch(life.Incarnation.Value, [.. receipts.Select(WireMapping.ToWire)]), either.Token).ConfigureAwait(false);
        life.AcknowledgeReceipts(ack.Through);
        return ack.Through >= receipts[0].Seq;
    }

    /// <summary>Says the last words of one life. False where an owner could not be asked.</summary>
    private async Task<bool> SayAsync(IReadOnlyList<FinalReport> finals, Action<FinalReport> concluded, Action<FinalReport, string> refused)
    {
        var all = true;
        foreach (var page in finals.Chunk(FinalsMessage.ScopesMax))
        {
            using var timeout = new CancellationTokenSource(options.SyncTimeout, options.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
            var reply = await silo.SendFinalsAsync(new FinalsMessage(page[0].Incarnation.Value, [.. page.Select(FinalMapping.ToWire)]), either.Token).ConfigureAwait(false);
            foreach (var (final, answer) in page.Zip(reply.Scopes))
            {
                if (answer.Status == FinalMapping.Closed)
                    concluded(final);
                else if (answer.Status == FinalMapping.Contradiction)
                    refused(final, answer.Problem ?? "");
                else
                    all = false;
            }
        }

        return all;
    }

    private void LogRefused(FinalReport final, string problem)
    {
        options.Logger.LogError("Gate {Gate}: the owner of {Scope} refuses the last word of {Incarnation}: {Problem}", options.Name, final.Scope, final.Incarnation, problem);
        lives.Concluded(final);
    }

    private void Prepare(JournalDirectory journals, Incarnation next)
    {
        LifeFile? file = null;
        try
        {
            file = journals.Begin(next);
        }
        catch (JournalException problem)
        {
            options.Logger.LogError("Gate {Gate}: {Incarnation} goes on without a journal, and forfeits what it has if it is killed: {Problem}", options.Name, next, problem.Message);
        }

        lives.Prepared(next, file);
        wakeSync();
    }

    /// <summary>What cannot be deleted now is told again by the next process, which changes nothing.</summary>
    private void Delete(Action delete)
    {
        try
        {
            delete();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            options.Logger.LogWarning("Gate {Gate}: a journal that is done with stays for now: {Problem}", options.Name, failure.Message);
        }
    }
}
