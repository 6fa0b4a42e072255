using BudgetMesh.Routing;
using Microsoft.Extensions.Caching.Memory;

namespace BudgetMesh.AspNetCore;

/// <summary>Decisions by what callers named them, so that a request that is sent again makes no second hold. What was refused is decided anew.</summary>
internal sealed class IdempotencyKeys : IDisposable
{
    /// <summary>Characters of a key: a UUID with a prefix fits many times.</summary>
    public const int LengthMax = 255;

    /// <summary>A few hundred bytes each; the oldest go first where there are more.</summary>
    private const int RememberedMax = 100_000;

    /// <summary>Longer than clients try again.</summary>
    private static readonly TimeSpan RememberedFor = TimeSpan.FromMinutes(15);

    private readonly MemoryCache _made = new(new MemoryCacheOptions { SizeLimit = RememberedMax });
    private readonly Lock _lock = new();

    /// <exception cref="ApiError">The key was sent with another request before.</exception>
    public async Task<Decision> OnceAsync((string Caller, string Key) name, Request request, Func<Task<Decision>> decide)
    {
        Made made;
        lock (_lock)
        {
            if (!_made.TryGetValue(name, out made!))
                _made.Set(name, made = new Made(request, decide()), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = RememberedFor });
        }

        if (made.Request != request)
            throw ApiError.Reused();
        var decision = await made.Decision;
        if (!decision.IsAllowed)
            _made.Remove(name);
        return decision;
    }

    public void Dispose() => _made.Dispose();

    private sealed record Made(Request Request, Task<Decision> Decision);
}
