using BudgetMesh.Bounds;

namespace BudgetMesh.Storage.Tests;

/// <summary>What every store of answers' lengths does.</summary>
public abstract class BoundStoreContract(StoreUnderTest store) : StoreContract(store)
{
    [ContractFact]
    public async Task What_is_stored_is_there_after_a_restart_in_the_order_of_its_keys()
    {
        await Store.Bounds.WriteAsync([Lengths("acme/search", "", "b"), Lengths("acme", "sum: up", "b"), Lengths("acme/search", "", "a")]);
        await Store.ReopenAsync();

        var read = await Store.Bounds.ReadAsync(CancellationToken.None);

        read.Select(seen => (seen.Key.Scope, seen.Key.Task, seen.Key.Model)).ShouldBe([("acme", "sum: up", "b"), ("acme/search", "", "a"), ("acme/search", "", "b")]);
        read.ShouldAllBe(seen => seen.Buckets.SequenceEqual(new[] { new BucketCount(0, 3), new BucketCount(429, 31_000) }));
    }

    [ContractFact]
    public async Task A_later_sketch_takes_the_place_of_the_one_before()
    {
        await Store.Bounds.WriteAsync([Lengths("acme", "", "a")]);
        await Store.Bounds.WriteAsync([Lengths("acme", "", "a") with { Buckets = [new BucketCount(7, 1)] }]);
        await Store.Bounds.WriteAsync([]);

        (await Store.Bounds.ReadAsync(CancellationToken.None)).Single().Buckets.ShouldBe([new BucketCount(7, 1)]);
    }

    private static LengthsSeen Lengths(string scope, string task, string model) =>
        new(new BoundKey(scope, task, model), [new BucketCount(0, 3), new BucketCount(429, 31_000)]);
}
