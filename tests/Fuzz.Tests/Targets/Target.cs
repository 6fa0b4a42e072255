using System.Text;
using BudgetMesh.Fuzz.Tests.Mutations;
using BudgetMesh.Fuzz.Tests.Wire;

namespace BudgetMesh.Fuzz.Tests.Targets;

/// <summary>An endpoint, by a request that it serves.</summary>
/// <param name="Path">
/// With its query. <c>{id}</c> stands for what <see cref="BeginAsync"/> answers, <c>{n}</c> for a number that no other request has, from 1, and
/// <c>{g}</c> for one of a few; in the body as well.
/// </param>
/// <param name="Key">The key that it is for.</param>
/// <param name="Body">Null where it takes none.</param>
internal sealed record Target(string Method, string Path, string Key, string? Body = null)
{
    private const int Few = 16;

    public string ContentType { get; init; } = "application/json";

    public int GoodStatus { get; init; } = 200;

    /// <summary>Lines of its head that no other has.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>Makes what a request is about, a hold say, and answers its name.</summary>
    public Func<Task<string>>? BeginAsync { get; init; }

    /// <summary>Ends what <see cref="BeginAsync"/> has made, whatever became of it.</summary>
    public Func<string, Task>? EndAsync { get; init; }

    /// <summary>Its answer goes on until the client goes.</summary>
    public bool IsEndless { get; init; }

    /// <summary>A good answer of it may be one that ends in the middle.</summary>
    public bool MayBreakOff { get; init; }

    public override string ToString() => $"{Method} {Path}";

    /// <summary>The request as it is served.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="key">Empty for none.</param>
    public WireRequest Good(string id, int number, string key)
    {
        string Filled(string text) => text.Replace("{id}", id, StringComparison.Ordinal).Replace("{n}", $"{number}", StringComparison.Ordinal).Replace("{g}", $"{number % Few}", StringComparison.Ordinal);
        return new WireRequest(Method, Filled(Path))
        {
            Lines = ["Host: localhost", .. key.Length == 0 ? Array.Empty<string>() : [$"Authorization: Bearer {key}"], .. Body is null ? Array.Empty<string>() : [$"Content-Type: {ContentType}"], .. Headers],
            Body = Body is null ? null : Encoding.UTF8.GetBytes(Filled(Body)),
        };
    }

    /// <summary>A request that is not as it should be, in at least one way.</summary>
    public WireRequest Mutate(WireRequest good, Random random)
    {
        var request = good;
        if (good.Body is { } body && random.Next(8) > 0)
            request = request with { Body = BodyMutator.Mutate(body, ContentType == "application/json", random) };
        if (good.Body is null || random.Next(4) == 0)
            request = HeadMutator.Mutate(request, random);
        return random.Next(8) == 0 ? FramingMutator.Mutate(request, random) : request;
    }
}
