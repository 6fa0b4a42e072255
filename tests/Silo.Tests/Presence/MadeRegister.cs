using BudgetMesh.Storage;
using Microsoft.Extensions.Hosting;

namespace BudgetMesh.Silo.Tests;

/// <summary>A register that answers what it is told to.</summary>
internal sealed class MadeRegister : ISiloRegister
{
    private int _asked;

    /// <summary>How often a silo has said that it is there.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public bool Away { get; set; }

    public IReadOnlyList<SignedSilo> Others { get; set; } = [];

    public Task<IReadOnlyList<SignedSilo>> SignInAsync(SignedSilo silo, TimeSpan aliveFor, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _asked);
        return Away ? throw new StoreUnavailableException("away") : Task.FromResult(Others);
    }

    public Task SignOutAsync(string id, CancellationToken cancellation) => Task.CompletedTask;
}

/// <summary>A clock whose one timer ticks when it is told to.</summary>
internal sealed class TickedClock : TimeProvider
{
    private Action? _tick;

    /// <summary>Ticks, and returns when the register has been asked for it.</summary>
    public async Task TickAsync(MadeRegister register)
    {
        for (var asked = register.Asked; register.Asked == asked;)
        {
            _tick?.Invoke();
            await Task.Yield();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _tick = () => callback(state);
        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>A process that only notes that it was to stop.</summary>
internal sealed class MadeProcess : IHostApplicationLifetime
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool HasStopped => _stopped.Task.IsCompleted;

    public Task Stopped => _stopped.Task;

    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => CancellationToken.None;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public void StopApplication() => _stopped.TrySetResult();
}
