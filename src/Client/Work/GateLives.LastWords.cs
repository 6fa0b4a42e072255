using BudgetMesh.Lending;

namespace BudgetMesh.Client;

/// <summary>The end of lives: their last words where they were closed from outside, and their journals.</summary>
internal sealed partial class GateLives
{
    /// <summary>The last words of closed lives that some owner lacks. From then on <see cref="Due"/> tells of more.</summary>
    public IReadOnlyList<FinalReport> BuildFinals()
    {
        lock (Lock)
        {
            _lastWordsAsked = false;
            return [.. All.SelectMany(static book => book.BuildFinals())];
        }
    }

    /// <summary>True while a closed life may have something to say, at once or when its holds are resolved, or its journal is to go.</summary>
    public bool HasClosed
    {
        get
        {
            lock (Lock)
                return _past.Count > 0 || Book.IsClosed || _doneWith.Count > 0;
        }
    }

    /// <summary>The owner has taken it, or never will.</summary>
    public void Concluded(FinalReport final)
    {
        lock (Lock)
            Find(final.Incarnation)?.Concluded(final);
    }

    /// <summary>The next life waits for its journal: name it.</summary>
    public bool TryNameNext(out Incarnation next)
    {
        lock (Lock)
        {
            next = NextIncarnation(_options.Name);
            return NeedsJournal;
        }
    }

    /// <param name="file">Its journal; null where none could be made.</param>
    public void Prepared(Incarnation next, LifeFile? file)
    {
        lock (Lock)
        {
            if (file is not null)
                _files[next] = file;
            _next = next;
        }
    }

    /// <summary>The journals of lives that are over and done with, each once; nobody writes to them any more.</summary>
    public IReadOnlyList<LifeFile> TakeJournalsDone()
    {
        lock (Lock)
        {
            LifeFile[] done = [.. _doneWith];
            _doneWith.Clear();
            return done;
        }
    }

    /// <summary>The gate has ended. Journals of lives that have nothing more to say are done with; the others are for the next process.</summary>
    public void LetGoOfJournals()
    {
        lock (Lock)
        {
            if (_next is { } unused && _files.Remove(unused, out var file))
                LetGo(file, isDone: true);
            foreach (var book in All)
            {
                if (_files.Remove(book.Incarnation, out file))
                    LetGo(file, IsOver(book));
            }
        }
    }

    private bool NeedsJournal => KeepsJournal && Book.IsClosed && !IsLeaving && _next is null;

    private static bool IsOver(GateBook book) => book is { OpenHolds: 0, ReceiptsUnacknowledged: 0 } && (book.HasLeft || book.IsConcluded);

    private void ForgetThoseDone()
    {
        for (var i = _past.Count - 1; i >= 0; i--)
        {
            var book = _past[i];
            if (book.ExpiredHolds > 0 || !IsOver(book))
                continue;
            _past.RemoveAt(i);
            if (_files.Remove(book.Incarnation, out var file))
                LetGo(file, isDone: true);
        }
    }

    private void LetGo(LifeFile file, bool isDone)
    {
        file.Detach();
        if (isDone)
            _doneWith.Add(file);
    }
}
