using System.Threading.Channels;
using BudgetMesh.Wire;

namespace BudgetMesh.Grains;

/// <summary>One gate's notices. The reader completes when the hub ends.</summary>
public sealed class NoticeSubscription(ChannelReader<Notice> notices, Action end) : IDisposable
{
    public ChannelReader<Notice> Notices { get; } = notices;

    public void Dispose() => end();
}
