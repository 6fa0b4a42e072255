using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Grains.Tests;

public sealed class RendezvousTests
{
    private const int Keys = 20_000;

    private static readonly string[] Nodes = [.. Enumerable.Range(1, 7).Select(number => $"http://silo-{number}:8080/")];

    [Fact]
    public void The_order_in_which_silos_are_listed_changes_nothing()
    {
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonNull<string>>(), Gen.Shuffle(Nodes).ToArbitrary(),
            (key, shuffled) => Owner(new Rendezvous(shuffled), key.Get) == Owner(new Rendezvous(Nodes), key.Get)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_silo_that_goes_moves_its_own_keys_alone_and_spreads_them_over_all_others()
    {
        var silos = new Rendezvous(Nodes);
        var moved = new List<string>();
        for (var key = 0; key < Keys; key++)
        {
            var (before, after) = (Owner(silos, Scope(key)), silos.OwnerOf(Scope(key), node => node != Nodes[3])!);
            if (before == Nodes[3])
                moved.Add(after);
            else
                after.ShouldBe(before);
        }

        moved.GroupBy(owner => owner).ShouldAllBe(part => part.Count() > moved.Count / 6 * 0.8 && part.Count() < moved.Count / 6 * 1.2);
    }

    [Fact]
    public void A_silo_that_is_left_out_and_one_that_is_not_listed_are_the_same()
    {
        var without = new Rendezvous(Nodes.Where(node => node != Nodes[0]));
        var with = new Rendezvous(Nodes);

        for (var key = 0; key < Keys; key++)
            with.OwnerOf(Scope(key), node => node != Nodes[0]).ShouldBe(Owner(without, Scope(key)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Each_silo_owns_its_share(int count)
    {
        var silos = new Rendezvous(Nodes.Take(count));
        var shares = Enumerable.Range(0, Keys).GroupBy(key => Owner(silos, Scope(key))).ToList();

        shares.Count.ShouldBe(count);
        shares.ShouldAllBe(share => Math.Abs((share.Count() * (double)count / Keys) - 1) < 0.1);
    }

    [Fact]
    public void Where_no_silo_counts_nobody_owns_anything()
    {
        new Rendezvous(Nodes).OwnerOf("acme", _ => false).ShouldBeNull();
        new Rendezvous([]).OwnerOf("acme", _ => true).ShouldBeNull();
    }

    [Fact]
    public void Programs_of_all_versions_agree_on_who_owns_what()
    {
        var silos = new Rendezvous(Nodes);

        new[] { "acme", "acme/search", "openai/gpt-5@us", "" }.Select(key => Owner(silos, key)).ShouldBe([Nodes[0], Nodes[1], Nodes[0], Nodes[3]]);
    }

    private static string Scope(int number) => $"acme/team-{number % 100}/run-{number}";

    private static string Owner(Rendezvous silos, string key) => silos.OwnerOf(key, _ => true)!;
}
