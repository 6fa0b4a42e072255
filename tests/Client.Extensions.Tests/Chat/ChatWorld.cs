using BudgetMesh.Client.Tests.World;
using BudgetMesh.Extensions.AI;
using BudgetMesh.Routing;
using Microsoft.Extensions.AI;

namespace BudgetMesh.Client.Extensions.Tests.Chat;

/// <summary>A gate, a client under its budget, and a fake provider behind that. Of the best deployment 1,000 tokens cost 0.005 USD in, 0.0005 from the cache and 0.025 out.</summary>
internal sealed class ChatWorld : IAsyncDisposable
{
    public const long InputNanoUsd = 5_000, CachedNanoUsd = 500, OutputNanoUsd = 25_000;

    /// <summary>Counted as sent where a test does not say how it is counted.</summary>
    public const int InputTokens = 100;

    /// <summary>The bound that each call states: 100 tokens of output.</summary>
    public static readonly ChatOptions Asked = new() { MaxOutputTokens = 100, ModelId = "whatever", Temperature = 0.5f };

    private ChatWorld(GateWorld gate, BudgetedChatOptions? options)
    {
        Gate = gate;
        Options = options ?? new BudgetedChatOptions { RequestOf = _ => new Request(TestMesh.Run, TokenCount.Zero), CountInput = (_, _) => new TokenCount(InputTokens) };
        Client = Provider.WithBudget(gate.Gate, Options);
    }

    public GateWorld Gate { get; }

    public BudgetedChatOptions Options { get; }

    public FakeChatClient Provider { get; } = new();

    public BudgetedChatClient Client { get; set; }

    /// <summary>By the scope's budget, in nano-dollars.</summary>
    public long Spent => Gate.Gate.Slices().First(slice => slice.Scope == TestMesh.Run).Counters.Spent;

    public int HoldsOpen => Gate.Gate.Counters.HoldsOpen;

    /// <summary>All that a call may cost.</summary>
    public static long Bound => InputTokens * InputNanoUsd + 100 * OutputNanoUsd;

    public static async Task<ChatWorld> StartAsync(string runUsd = "10000", BudgetedChatOptions? options = null, MeshConfig? mesh = null)
    {
        mesh ??= TestMesh.Of(runUsd: runUsd);
        mesh = mesh with
        {
            Prices = mesh.Prices! with { Overlay = [.. mesh.Prices.Overlay!.Select(price => price.Model == "best" ? price with { CacheReadMtok = "0.5" } : price)] },
        };
        return new ChatWorld(await GateWorld.StartAsync(mesh), options);
    }

    public Task<ChatResponse> AskAsync(ChatOptions? options = null) => Gate.Pass(Client.GetResponseAsync("What is 2 + 2?", options ?? Asked));

    /// <summary>Takes so many updates of a stream, or all.</summary>
    public async Task<int> StreamAsync(int? most = null, CancellationToken cancellation = default)
    {
        var taken = 0;
        if (most == 0)
            return 0;
        await foreach (var _ in Client.GetStreamingResponseAsync("What is 2 + 2?", Asked, cancellation))
        {
            if (++taken == most)
                break;
        }

        return taken;
    }

    public ValueTask DisposeAsync() => Gate.DisposeAsync();
}
