using BudgetMesh.Rates;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Storage.Tests;

/// <summary>What every store of the tenures of owners of limits does.</summary>
public abstract class RateOwnerStoreContract(StoreUnderTest store) : StoreContract(store)
{
    private static readonly RateOwnerId Owner = RateOwnerId.Of(Some.Scope);

    [ContractFact]
    public async Task The_first_owner_has_nothing_to_learn()
    {
        (await TakeAsync(Owner)).ShouldBe(new RateTenure(1, RateTenureState.Idle));
    }

    [ContractFact]
    public async Task An_owner_that_vanished_had_nothing_to_learn_only_if_the_one_before_left_nothing()
    {
        await TakeAsync(Owner);
        (await TakeAsync(Owner)).Before.ShouldBe(RateTenureState.Learned);
        (await TakeAsync(Owner)).Before.ShouldBe(RateTenureState.Learning);
        (await TakeAsync(Owner)).ShouldBe(new RateTenure(4, RateTenureState.Learning));
    }

    [ContractTheory]
    [InlineData(RateTenureState.Learned)]
    [InlineData(RateTenureState.Idle)]
    [InlineData(RateTenureState.Learning)]
    public async Task The_next_owner_hears_what_the_last_one_noted_also_after_a_restart(RateTenureState state)
    {
        await TakeAsync(Owner);
        await TakeAsync(Owner);
        await Store.RateOwners.NoteAsync(Owner, 2, RateTenureState.Learned);
        await Store.RateOwners.NoteAsync(Owner, 2, state);
        await Store.ReopenAsync();

        (await TakeAsync(Owner)).ShouldBe(new RateTenure(3, state));
    }

    [ContractFact]
    public async Task A_note_of_an_older_tenure_or_of_one_that_never_was_changes_nothing()
    {
        await Store.RateOwners.NoteAsync(Owner, 1, RateTenureState.Learned);
        await TakeAsync(Owner);
        await TakeAsync(Owner);
        await Store.RateOwners.NoteAsync(Owner, 1, RateTenureState.Idle);
        await Store.RateOwners.NoteAsync(Owner, 3, RateTenureState.Idle);
        await Store.RateOwners.NoteAsync(Owner, 0, RateTenureState.Idle);

        (await TakeAsync(Owner)).ShouldBe(new RateTenure(3, RateTenureState.Learning));
    }

    [ContractFact]
    public async Task The_last_owner_is_told_that_it_is_the_last()
    {
        var (epoch, _) = await TakeAsync(Owner);

        (await Store.RateOwners.IsLastAsync(Owner, epoch, CancellationToken.None)).ShouldBeTrue();
    }

    [ContractFact]
    public async Task An_owner_that_ended_with_nothing_lent_is_forgotten_and_the_next_is_the_first()
    {
        await TakeAsync(Owner);
        await TakeAsync(RateOwnerId.OfDeployment(Some.Scope.Value));
        await Store.RateOwners.NoteAsync(Owner, 1, RateTenureState.Idle);
        await Store.RateOwners.NoteAsync(RateOwnerId.OfDeployment(Some.Scope.Value), 1, RateTenureState.Idle);

        (await Store.RateOwners.ForgetAsync(Owner)).ShouldBeTrue();
        (await Store.RateOwners.ForgetAsync(Owner)).ShouldBeFalse();
        await Store.ReopenAsync();

        (await TakeAsync(Owner)).ShouldBe(new RateTenure(1, RateTenureState.Idle));
        (await TakeAsync(RateOwnerId.OfDeployment(Some.Scope.Value))).ShouldBe(new RateTenure(2, RateTenureState.Idle));
    }

    [ContractTheory]
    [InlineData(RateTenureState.Learned)]
    [InlineData(RateTenureState.Learning)]
    public async Task An_owner_in_office_or_that_vanished_is_not_forgotten(RateTenureState state)
    {
        await TakeAsync(Owner);
        (await Store.RateOwners.ForgetAsync(Owner)).ShouldBeFalse();
        await Store.RateOwners.NoteAsync(Owner, 1, RateTenureState.Idle);
        await TakeAsync(Owner);
        await Store.RateOwners.NoteAsync(Owner, 2, state);

        (await Store.RateOwners.ForgetAsync(Owner)).ShouldBeFalse();

        (await TakeAsync(Owner)).ShouldBe(new RateTenure(3, state));
    }

    [ContractFact]
    public async Task Of_a_take_and_a_forgetting_at_once_the_owner_in_office_stays()
    {
        for (var round = 0; round < 50; round++)
        {
            var (epoch, _) = await TakeAsync(Owner);
            await Store.RateOwners.NoteAsync(Owner, epoch, RateTenureState.Idle);

            var take = Task.Run(() => TakeAsync(Owner));
            var forgotten = await Task.Run(async () => await Store.RateOwners.ForgetAsync(Owner));

            var next = await take;
            next.ShouldBe(new RateTenure(forgotten ? 1 : epoch + 1, RateTenureState.Idle));
            (await TakeAsync(Owner)).Before.ShouldBe(RateTenureState.Learned);
        }
    }

    [ContractFact]
    public async Task Of_many_that_take_at_once_each_gets_an_epoch_of_its_own_and_one_alone_the_rest_of_those_before()
    {
        var tenures = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => TakeAsync(Owner))));
        await Store.ReopenAsync();

        tenures.Select(tenure => tenure.Epoch).Order().ShouldBe(Enumerable.Range(1, 64).Select(epoch => (long)epoch));
        tenures.Count(tenure => tenure.Before == RateTenureState.Idle).ShouldBe(1);
        (await TakeAsync(Owner)).Epoch.ShouldBe(65);
    }

    [ContractFact]
    public async Task A_scope_and_a_deployment_of_one_name_have_owners_of_their_own()
    {
        await TakeAsync(RateOwnerId.OfDeployment(Some.Scope.Value));
        await TakeAsync(RateOwnerId.Of(ScopePath.Parse("acme")));

        (await TakeAsync(Owner)).ShouldBe(new RateTenure(1, RateTenureState.Idle));
        (await TakeAsync(RateOwnerId.OfDeployment(Some.Scope.Value))).Epoch.ShouldBe(2);
    }

    /// <summary>Against the plainest model: a number and a word for each owner.</summary>
    [ContractFact]
    public void Any_order_of_takes_notes_and_restarts_leaves_what_the_words_say()
    {
        var steps = Gen.Elements(0, 1, 2, 3, 4, 5).Two().Where(static step => step.Item1 < 5 || step.Item2 == 0).ListOf();
        RateOwnerId[] owners = [Owner, RateOwnerId.OfDeployment("lab/best@eu")];
        var model = owners.ToDictionary(static owner => owner, static _ => (Epoch: 0L, State: RateTenureState.Idle));
        Prop.ForAll(steps.ToArbitrary(), steps => Task.Run(async () =>
        {
            foreach (var (what, which) in steps)
            {
                var owner = owners[which % 2];
                var (epoch, state) = model[owner];
                if (what == 5)
                {
                    await Store.ReopenAsync();
                }
                else if (what <= 1)
                {
                    (await TakeAsync(owner)).ShouldBe(new RateTenure(epoch + 1, state));
                    model[owner] = (epoch + 1, state == RateTenureState.Idle ? RateTenureState.Learned : RateTenureState.Learning);
                }
                else
                {
                    var (noted, of) = ((RateTenureState)(what - 2), epoch - which / 2);
                    await Store.RateOwners.NoteAsync(owner, of, noted);
                    if (of == epoch && epoch > 0)
                        model[owner] = (epoch, noted);
                }
            }

            return true;
        }).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    private async Task<RateTenure> TakeAsync(RateOwnerId owner) => await Store.RateOwners.TakeAsync(owner, CancellationToken.None);
}
