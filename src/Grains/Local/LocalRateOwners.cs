using System.Collections.Concurrent;
using BudgetMesh.Rates;
using BudgetMesh.Storage;
using BudgetMesh.Wire;

namespace BudgetMesh.Grains.Local;

/// <summary>The owners of limits in one process: activated when first asked for, ended when nobody has asked for a while.</summary>
public sealed class LocalRateOwners : IRateOwners, IAsyncDisposable
{
    private readonly OwnerServices _services;
    private readonly IRateOwnerStore _store;
    private readonly ConcurrentDictionary<RateOwnerId, Mailbox<RateOwner>> _mailboxes = [];
    private readonly PeriodicTimer _rounds;
    private readonly Task _passivating;
    private volatile bool _isClosing;

    public LocalRateOwners(OwnerServices services, IRateOwnerStore store)
    {
        (_services, _store) = (services, store);
        _rounds = new PeriodicTimer(services.Options.IdleAfter / 4, services.Clock);
        _passivating = PassivateNowAndThenAsync();
    }

    public IRateOwner OwnerOf(RateOwnerId owner) => new Caller(this, owner);

    /// <summary>Ends the owners that nobody has asked for this long; a timer does it with <see cref="OwnerOptions.IdleAfter"/>.</summary>
    public Task PassivateAsync(TimeSpan idle) =>
        Task.WhenAll(_mailboxes.Where(active => active.Value.IdleFor >= idle && active.Value.TryClose()).Select(EndAsync));

    /// <summary>Takes no more calls.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isClosing)
            return;
        _isClosing = true;
        _rounds.Dispose();
        await _passivating;
        await Task.WhenAll(_mailboxes.Select(EndAsync));
    }

    /// <exception cref="StoreUnavailableException">The process is stopping, or other owners took the limits again and again.</exception>
    private async ValueTask<T> CallAsync<T>(RateOwnerId id, Func<RateOwner, ValueTask<T>> call)
    {
        for (var attempt = 1; ;)
        {
            if (_isClosing)
                throw new StoreUnavailableException("the server is stopping");
            var mailbox = _mailboxes.GetOrAdd(id, id => new Mailbox<RateOwner>(new RateOwner(id, _services, _store), _services.Clock));
            if (!mailbox.TryEnter())
            {
                await mailbox.Gone;
                continue;
            }

            try
            {
                return await mailbox.RunAsync(call);
            }
            catch (OwnerSteppedDownException end)
            {
                _mailboxes.TryRemove(new(id, mailbox));
                mailbox.SetGone();
                if (attempt++ == OwnerCalls.AttemptsMax)
                    throw new StoreUnavailableException($"no owner of the limits of {id} stays: {end.Message}", end);
            }
            finally
            {
                mailbox.Leave();
            }
        }
    }

    private async Task EndAsync(KeyValuePair<RateOwnerId, Mailbox<RateOwner>> active)
    {
        await active.Value.EndAsync();
        _mailboxes.TryRemove(active);
        active.Value.SetGone();
    }

    private async Task PassivateNowAndThenAsync()
    {
        while (await _rounds.WaitForNextTickAsync())
            await PassivateAsync(_services.Options.IdleAfter);
    }

    /// <summary>Whoever owns the limits at the moment of the call.</summary>
    private sealed class Caller(LocalRateOwners owners, RateOwnerId id) : IRateOwner
    {
        public ValueTask<RateOwnerTerms?> SyncAsync(RateOwnerReport report, CancellationToken cancellation) => owners.CallAsync(id, owner => owner.SyncAsync(report, cancellation));

        public ValueTask<RateOwnerState> ReadAsync(CancellationToken cancellation) => owners.CallAsync(id, owner => owner.ReadAsync(cancellation));
    }
}
