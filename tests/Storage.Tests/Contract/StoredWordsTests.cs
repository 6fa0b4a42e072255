using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Routing;

namespace BudgetMesh.Storage.Tests;

/// <summary>Words that lie in databases already: a member that is renamed needs a step of the schema that rewrites them.</summary>
public sealed class StoredWordsTests
{
    [Fact]
    public void Words_of_databases_in_use_are_still_understood()
    {
        Understood<BorrowerState>("Active Closed");
        Understood<CatalogKind>("Mesh Prices");
        Understood<KeyRole>("Gateway Admin Scope");
        Understood<ReceiptKind>("Settled Voided Expired Corrected Denied");
        Understood<Verdict>("Allow Downgrade Defer Deny");
        Understood<Reason>(
            "Fits Threshold BudgetExceeded HoldsInFlight SiloUnreachable UnknownScope UnknownLadder InvalidRequest NotReady TooManyHolds ReceiptBacklog RuledOut ContextTooLong");
        Understood<Priority>("Batch Normal Interactive");
    }

    [Fact]
    public void A_value_without_a_name_is_not_stored() =>
        Should.Throw<ArgumentOutOfRangeException>(() => ((KeyRole)9).Word());

    private static void Understood<T>(string words) where T : struct, Enum =>
        words.Split(' ').Select(word => Enum.Parse<T>(word).Word()).ShouldBe(words.Split(' '));
}
