using System.Threading.Channels;
using BudgetMesh.Storage;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Tests;

/// <summary>Other silos that can be reached, or not.</summary>
internal sealed class FakeChannel : INoticeChannel
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<IReadOnlyList<Notice>> _told = Channel.CreateUnbounded<IReadOnlyList<Notice>>();
    private readonly TaskCompletionSource _listening = new();
    private TaskCompletionSource _held = new();
    private TaskCompletionSource? _hold;
    private Action<string>? _heard;
    private Action? _mayHaveMissed;

    public int FailuresLeft { get; set; }

    public Task Held => _held.Task.WaitAsync(Patience);

    public void Hold() => (_hold, _held) = (new TaskCompletionSource(), new TaskCompletionSource());

    public void LetGo() => _hold!.SetResult();

    /// <summary>Another silo says it.</summary>
    public async Task SayAsync(Notice notice)
    {
        await _listening.Task;
        SiloTexts.Write([notice]).ToList().ForEach(_heard!);
    }

    public async Task MissAsync()
    {
        await _listening.Task;
        _mayHaveMissed!();
    }

    public async Task<IReadOnlyList<Notice>> NextAsync() => await _told.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async Task PublishAsync(IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        if (FailuresLeft > 0)
        {
            FailuresLeft--;
            throw new StoreUnavailableException("away");
        }

        if (_hold is { } hold)
        {
            _held.TrySetResult();
            await hold.Task;
        }

        _told.Writer.TryWrite([.. texts.SelectMany(SiloTexts.Read)]);
    }

    public async Task ListenAsync(Action<string> heard, Action mayHaveMissed, CancellationToken cancellation)
    {
        (_heard, _mayHaveMissed) = (heard, mayHaveMissed);
        _listening.TrySetResult();
        await new TaskCompletionSource().Task.WaitAsync(cancellation);
    }
}
