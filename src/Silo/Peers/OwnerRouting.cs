using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo;

/// <summary>
/// Asks owners where they are: this silo's here, those of others in one message for each silo. Where a silo does not answer, its owners are those
/// of the next, in the end of this one. What was passed on to this silo is answered here.
/// </summary>
internal sealed class OwnerRouting(PeerSet peers, PeerClient client)
{
    /// <summary>Whether this silo, of those that are there, owns a scope.</summary>
    public bool IsHere(ScopePath scope) => peers.OwnerOf(scope.Value, []) is null;

    /// <summary>Asks for every item, and answers in their order.</summary>
    /// <param name="caller">Whoever asked this silo: its key goes along.</param>
    /// <param name="keyOf">What an item's owner is found by: the scope's path, or the deployment's id. A scope's budgets and its limits have one place.</param>
    /// <param name="here">Asks an owner of this silo for the item at a place.</param>
    /// <param name="there">Asks another silo for some items; null where it has not answered for each of them.</param>
    public async Task<TAnswer[]> AskAsync<TItem, TAnswer>(
        HttpContext caller,
        IReadOnlyList<TItem> items,
        Func<TItem, string> keyOf,
        Func<int, Task<TAnswer>> here,
        Func<PeerLine, IReadOnlyList<TItem>, Task<IReadOnlyList<TAnswer>?>> there)
    {
        var answers = new TAnswer[items.Count];
        int[] all = [.. Enumerable.Range(0, items.Count)];
        await (peers.IsAlone || PeerClient.IsForwarded(caller) ? HereAsync(all) : RouteAsync(all, []));
        return answers;

        Task RouteAsync(int[] places, ImmutableHashSet<Peer> failed) => Task.WhenAll(places
            .GroupBy(place => peers.OwnerOf(keyOf(items[place]), failed))
            .Select(part => part.Key is { } peer ? ThereAsync(peer, [.. part], failed) : HereAsync([.. part])));

        Task HereAsync(int[] places) => Task.WhenAll(places.Select(async place => answers[place] = await here(place)));

        async Task ThereAsync(Peer peer, int[] places, ImmutableHashSet<Peer> failed)
        {
            var got = await there(new PeerLine(client, peer, caller), [.. places.Select(place => items[place])]);
            if (got is null || got.Count != places.Length)
            {
                await RouteAsync(places, failed.Add(peer));
                return;
            }

            for (var i = 0; i < places.Length; i++)
                answers[places[i]] = got[i];
        }
    }
}

/// <summary>Another silo, on behalf of one caller.</summary>
internal readonly record struct PeerLine(PeerClient Client, Peer Peer, HttpContext Caller)
{
    /// <inheritdoc cref="PeerClient.PostAsync"/>
    public Task<TReply?> PostAsync<TMessage, TReply>(string route, TMessage message, JsonTypeInfo<TMessage> messageType, JsonTypeInfo<TReply> replyType)
        where TReply : class =>
        Client.PostAsync(Peer, Caller, route, message, messageType, replyType);
}
