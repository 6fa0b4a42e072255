namespace BudgetMesh.Storage.Tests;

/// <summary>What every catalog store does.</summary>
public abstract class CatalogStoreContract(StoreUnderTest store) : StoreContract(store)
{
    [ContractFact]
    public async Task Where_nothing_was_applied_there_is_nothing()
    {
        (await Newest(CatalogKind.Mesh)).ShouldBeNull();
        (await Store.Catalog.ReadAsync(CatalogKind.Prices, 1, CancellationToken.None)).ShouldBeNull();
        (await Store.Catalog.VersionsAsync(CancellationToken.None)).ShouldBe(new CatalogVersions(0, 0));
    }

    [ContractFact]
    public async Task Versions_count_from_1_for_each_kind_and_are_kept_for_good()
    {
        var first = await Add(CatalogKind.Mesh, 0, "{\"a\":1}");
        var second = await Add(CatalogKind.Mesh, 1, "{\"a\":\"\u00fc \U0001f4b6\"}");
        var prices = await Add(CatalogKind.Prices, 0, "");
        await Store.ReopenAsync();

        (first.Version, second.Version, prices.Version).ShouldBe((1, 2, 1));
        (await Store.Catalog.VersionsAsync(CancellationToken.None)).ShouldBe(new CatalogVersions(2, 1));
        (await Newest(CatalogKind.Mesh)).ShouldBe(second);
        (await Newest(CatalogKind.Prices)).ShouldBe(prices);
        (await Store.Catalog.ReadAsync(CatalogKind.Mesh, 1, CancellationToken.None)).ShouldBe(first);
        prices.Sha256.ShouldBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    [ContractTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task The_newest_document_applied_again_is_not_added_again(long after)
    {
        var newest = await Add(CatalogKind.Mesh, 0, "same");
        (await Store.Catalog.AddAsync(CatalogKind.Mesh, after, "same", "somebody else", Some.Noon)).ShouldBe(newest);
    }

    [ContractFact]
    public async Task An_older_document_may_come_back_as_a_new_version()
    {
        await Add(CatalogKind.Mesh, 0, "old");
        await Add(CatalogKind.Mesh, 1, "new");
        (await Add(CatalogKind.Mesh, 2, "old")).Version.ShouldBe(3);
    }

    [ContractTheory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_document_made_from_another_version_is_a_conflict_that_names_both(long after)
    {
        await Add(CatalogKind.Mesh, 0, "first");
        var conflict = await Should.ThrowAsync<CatalogConflictException>(() => Add(CatalogKind.Mesh, after, "second"));
        conflict.Message.ShouldContain($"version {after},");
        conflict.Message.ShouldContain("newest is 1:");
        (await Newest(CatalogKind.Mesh))!.Text.ShouldBe("first");
    }

    [ContractFact]
    public async Task Of_16_who_apply_at_once_one_wins()
    {
        var attempts = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(async () =>
        {
            try
            {
                return (await Add(CatalogKind.Mesh, 0, $"document {number}")).Version;
            }
            catch (CatalogConflictException)
            {
                return 0;
            }
        })));
        attempts.Count(version => version == 1).ShouldBe(1);
        attempts.Sum().ShouldBe(1);
    }

    private async Task<CatalogDocument> Add(CatalogKind kind, long after, string text) =>
        await Store.Catalog.AddAsync(kind, after, text, "jo@example.org", Some.Noon);

    private async Task<CatalogDocument?> Newest(CatalogKind kind) => await Store.Catalog.NewestAsync(kind, CancellationToken.None);
}
