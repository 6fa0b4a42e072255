using NodaTime;

namespace BudgetMesh.Storage.Tests;

/// <summary>What every key store does.</summary>
public abstract class KeyStoreContract(StoreUnderTest store) : StoreContract(store)
{
    private static readonly KeyRecord Key = new("key-1", "aa11", KeyRole.Gateway, "the gateway in Oslo", Some.Noon, null);

    [ContractFact]
    public async Task A_key_is_found_by_the_hash_of_its_secret_also_after_a_restart()
    {
        await Store.Keys.AddAsync(Key);
        await Store.ReopenAsync();
        (await Find("aa11")).ShouldBe(Key);
        (await Find("bb22")).ShouldBeNull();
        (await Find("AA11")).ShouldBeNull();
    }

    [ContractTheory]
    [InlineData("key-1", "cc33")]
    [InlineData("key-2", "aa11")]
    public async Task A_second_key_of_the_same_id_or_secret_is_refused(string id, string sha256)
    {
        await Store.Keys.AddAsync(Key);
        var second = Key with { Id = id, Sha256 = sha256, Role = KeyRole.Admin };
        (await Should.ThrowAsync<CatalogConflictException>(async () => await Store.Keys.AddAsync(second))).Message.ShouldContain(id);
        (await Store.Keys.ListAsync(CancellationToken.None)).ShouldBe([Key]);
    }

    [ContractFact]
    public async Task A_key_is_revoked_once_and_stays_listed()
    {
        var other = Key with { Id = "key-0", Sha256 = "bb22", Role = KeyRole.Admin };
        await Store.Keys.AddAsync(Key);
        await Store.Keys.AddAsync(other);
        var at = Some.Noon + Duration.FromDays(1);

        (await Store.Keys.RevokeAsync("key-1", at)).ShouldBeTrue();
        (await Store.Keys.RevokeAsync("key-1", at + Duration.FromDays(1))).ShouldBeFalse();
        (await Store.Keys.RevokeAsync("key-9", at)).ShouldBeFalse();

        (await Find("aa11")).ShouldBe(Key with { RevokedAt = at });
        (await Store.Keys.ListAsync(CancellationToken.None)).ShouldBe([other, Key with { RevokedAt = at }]);
    }

    [ContractFact]
    public async Task Of_a_key_of_a_scope_its_scope_and_its_status_of_refusals_are_kept()
    {
        var key = Key with { Role = KeyRole.Scope, Scope = ScopePath.Parse("acme/search"), RefusalStatus = 403 };
        await Store.Keys.AddAsync(key);
        (await Find(key.Sha256)).ShouldBe(key);
        (await Store.Keys.ListAsync(CancellationToken.None)).ShouldBe([key]);
    }

    private async Task<KeyRecord?> Find(string sha256) => await Store.Keys.FindAsync(sha256, CancellationToken.None);
}
