using System.Collections.Concurrent;
using BudgetMesh.Storage;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Grains.Local;

/// <summary>
/// The engine of one process: an owner is activated when its scope is first asked for and ends when nobody has asked for a
/// while. All there is to know about it is in the books, so it may be ended at any moment.
/// </summary>
public sealed partial class LocalScopeOwners : IScopeOwners, IAsyncDisposable
{
    private readonly OwnerServices _services;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<ScopePath, Mailbox<ScopeOwner>> _mailboxes = [];
    private readonly string _silo = Guid.NewGuid().ToString("N");
    private readonly PeriodicTimer _rounds;
    private readonly Task _passivating;
    private long _activations;
    private volatile bool _isClosing;

    public LocalScopeOwners(OwnerServices services)
    {
        _services = services;
        _log = services.Log;
        _rounds = new PeriodicTimer(services.Options.IdleAfter / 4, services.Clock);
        _passivating = PassivateNowAndThenAsync();
        services.Catalog.Changed += Replan;
    }

    public IScopeOwner OwnerOf(ScopePath scope) => new LocalScopeOwner(this, scope);

    /// <summary>Nobody is inside meanwhile, and the next call waits: it must not find books that are about to go.</summary>
    public async ValueTask<bool> ForgetAsync(ScopePath scope, CancellationToken cancellation)
    {
        if (_isClosing)
            return false;
        var mailbox = _mailboxes.GetOrAdd(scope, Activate);
        if (!mailbox.TryClose())
            return false;
        try
        {
            return await mailbox.RunAsync(owner => owner.ForgetAsync(cancellation));
        }
        catch (OwnerSteppedDownException)
        {
            return false; // another server uses it
        }
        finally
        {
            await EndAsync(mailbox);
        }
    }

    /// <summary>Owners that are in this process now.</summary>
    public int Active => _mailboxes.Count;

    /// <summary>Ends the owners that nobody has asked for this long; a timer does it with <see cref="OwnerOptions.IdleAfter"/>.</summary>
    public Task PassivateAsync(TimeSpan idle) =>
        Task.WhenAll(_mailboxes.Values.Where(mailbox => mailbox.IdleFor >= idle && mailbox.TryClose()).Select(EndAsync));

    /// <summary>Takes no more calls and writes what is left to write.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isClosing)
            return;
        _isClosing = true;
        _services.Catalog.Changed -= Replan;
        _rounds.Dispose();
        await _passivating;
        await Task.WhenAll(_mailboxes.Values.Select(EndAsync));
    }

    /// <exception cref="StoreUnavailableException">The process is stopping, or other owners took the scope again and again.</exception>
    internal async ValueTask<T> CallAsync<T>(ScopePath scope, Func<ScopeOwner, ValueTask<T>> call)
    {
        for (var attempt = 1; ; attempt++)
        {
            var mailbox = await EnterAsync(scope);
            try
            {
                return await mailbox.RunAsync(call);
            }
            catch (OwnerSteppedDownException end)
            {
                Forget(mailbox);
                if (attempt == OwnerCalls.AttemptsMax)
                    throw new StoreUnavailableException($"no owner of {scope} stays: do two servers use the same books? {end.Message}", end);
            }
            finally
            {
                mailbox.Leave();
                if (mailbox.Owner.IsDone && mailbox.TryClose())
                    _ = EndAsync(mailbox);
            }
        }
    }

    private async ValueTask<Mailbox<ScopeOwner>> EnterAsync(ScopePath scope)
    {
        while (true)
        {
            if (_isClosing)
                throw new StoreUnavailableException("the server is stopping");
            var mailbox = _mailboxes.GetOrAdd(scope, Activate);
            if (mailbox.TryEnter())
                return mailbox;
            await mailbox.Gone;
        }
    }

    private Mailbox<ScopeOwner> Activate(ScopePath scope)
    {
        var activation = $"{_silo}-{Interlocked.Increment(ref _activations)}";
        return new Mailbox<ScopeOwner>(new ScopeOwner(scope, activation, _services), _services.Clock);
    }

    private async Task EndAsync(Mailbox<ScopeOwner> mailbox)
    {
        await mailbox.EndAsync();
        Forget(mailbox);
    }

    private void Forget(Mailbox<ScopeOwner> mailbox)
    {
        _mailboxes.TryRemove(new(mailbox.Owner.Scope, mailbox));
        mailbox.SetGone();
    }

    private async Task PassivateNowAndThenAsync()
    {
        while (await _rounds.WaitForNextTickAsync())
            await PassivateAsync(_services.Options.IdleAfter);
    }

    /// <summary>Owners that are not active take the plan when they are. A call that comes later finds the new plan in force.</summary>
    private void Replan(PlanInForce plan)
    {
        foreach (var mailbox in _mailboxes.Values)
            _ = ReplanAsync(mailbox);
        _services.Notices.PlanChanged();
    }

    private async Task ReplanAsync(Mailbox<ScopeOwner> mailbox)
    {
        if (!mailbox.TryEnter())
            return;
        try
        {
            await mailbox.RunAsync(static async owner =>
            {
                await owner.ReplanAsync(CancellationToken.None);
                return true;
            });
        }
        catch (Exception failure) when (failure is StoreUnavailableException or OwnerSteppedDownException)
        {
            // The caps are in force in this owner, and the next one starts with them.
            LogReplanLate(mailbox.Owner.Scope, failure.Message);
        }
        finally
        {
            mailbox.Leave();
        }
    }

    [LoggerMessage(10, LogLevel.Information, "The new caps of scope {Scope} are not in its books yet: {Problem}")]
    private partial void LogReplanLate(ScopePath scope, string problem);
}
