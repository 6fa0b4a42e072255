using System.Threading.Channels;
using BudgetMesh.Rates;
using BudgetMesh.Wire;

namespace BudgetMesh.Grains;

/// <summary>
/// Tells the gates of this silo that something is due. A notice only makes a gate look sooner: one that is lost costs time
/// and nothing else, so a gate that reads too slowly loses the oldest. One scope or deployment is recalled once per interval at most.
/// </summary>
public sealed class NoticeHub : IDisposable
{
    /// <summary>Twenty recalls a second of one scope: as often as gates in exact mode can follow.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private const int QueuedPerGateMax = 1024;

    private readonly Lock _gate = new();
    private readonly HashSet<Channel<Notice>> _subscribers = [];
    private readonly HashSet<Notice> _told = [];
    private readonly HashSet<Notice> _due = [];
    private readonly ITimer _timer;

    public NoticeHub(TimeProvider clock) =>
        _timer = clock.CreateTimer(static hub => ((NoticeHub)hub!).EndInterval(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Raised with each recall that goes out for an owner of this silo, as often as its gates hear it. Handlers must be quick and not throw.</summary>
    public event Action<Notice>? Recalled;

    /// <summary>What comes from now on, until the subscription is disposed.</summary>
    public NoticeSubscription Subscribe()
    {
        var channel = Channel.CreateBounded<Notice>(new BoundedChannelOptions(QueuedPerGateMax)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
        });
        lock (_gate)
            _subscribers.Add(channel);
        return new NoticeSubscription(channel.Reader, () => Remove(channel));
    }

    /// <summary>Asks every gate to sync a scope now: free rights are wanted back, or the terms have changed.</summary>
    public void Recall(ScopePath scope) => Recall(new Notice(NoticeKinds.Recall, scope.Value));

    /// <summary>Asks every gate to ask the owner of these limits now: others should have what some have.</summary>
    public void Recall(RateOwnerId owner) => Recall(owner.Kind == RateOwnerKind.Scope
        ? new Notice(NoticeKinds.RatesRecall, owner.Name)
        : new Notice(NoticeKinds.RatesRecall, null) { Deployment = owner.Name });

    /// <summary>Asks every gate to sync all that it has: what was to be told may have been lost.</summary>
    public void RecallAll() => Pass(new Notice(NoticeKinds.Recall, null));

    /// <summary>Tells every gate that a new mesh or price list is in force.</summary>
    public void PlanChanged() => Pass(new Notice(NoticeKinds.Plan, null));

    /// <summary>Tells every gate what another silo has told its own; that one has seen to it that it is not too often.</summary>
    public void Pass(Notice notice)
    {
        lock (_gate)
            Tell(notice);
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            foreach (var subscriber in _subscribers)
                subscriber.Writer.TryComplete();
            _subscribers.Clear();
        }
    }

    private void Recall(Notice notice)
    {
        lock (_gate)
        {
            if (_told.Count == 0 && _due.Count == 0)
                _timer.Change(Interval, Timeout.InfiniteTimeSpan);
            if (_told.Add(notice))
                TellAll(notice);
            else
                _due.Add(notice);
        }
    }

    private void EndInterval()
    {
        lock (_gate)
        {
            _told.Clear();
            foreach (var notice in _due)
                TellAll(notice);
            _told.UnionWith(_due);
            _due.Clear();
            if (_told.Count > 0)
                _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>This silo's gates and, through it, those of others.</summary>
    private void TellAll(Notice notice)
    {
        Tell(notice);
        Recalled?.Invoke(notice);
    }

    private void Tell(Notice notice)
    {
        foreach (var subscriber in _subscribers)
            subscriber.Writer.TryWrite(notice);
    }

    private void Remove(Channel<Notice> channel)
    {
        lock (_gate)
            _subscribers.Remove(channel);
        channel.Writer.TryComplete();
    }
}
