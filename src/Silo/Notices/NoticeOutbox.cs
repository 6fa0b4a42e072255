using BudgetMesh.Wire;

namespace BudgetMesh.Silo;

/// <summary>What other silos are still to be told: each thing once, however often it was said meanwhile.</summary>
internal sealed class NoticeOutbox
{
    /// <summary>Where more has gathered, say while the database was away, others are told to look for themselves.</summary>
    public const int WaitingMax = 5_000;

    private readonly Lock _lock = new();
    private readonly Signal _any = new();
    private HashSet<Notice> _waiting = [];

    public void Add(Notice notice)
    {
        lock (_lock)
            Wait(notice);
        _any.Set();
    }

    /// <summary>What has gathered, once there is something: it is the caller's now.</summary>
    public async Task<IReadOnlyCollection<Notice>> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await _any.WaitAsync(cancellation);
            lock (_lock)
            {
                if (_waiting.Count == 0)
                    continue;
                var taken = _waiting;
                _waiting = [];
                return taken;
            }
        }
    }

    /// <summary>They could not be told.</summary>
    public void PutBack(IReadOnlyCollection<Notice> taken)
    {
        lock (_lock)
        {
            foreach (var notice in taken)
                Wait(notice);
        }

        _any.Set();
    }

    private void Wait(Notice notice)
    {
        if (_waiting.Contains(SiloTexts.Missed))
            return; // that covers everything
        if (_waiting.Count >= WaitingMax)
            (_waiting, notice) = ([], SiloTexts.Missed);
        _waiting.Add(notice);
    }
}
