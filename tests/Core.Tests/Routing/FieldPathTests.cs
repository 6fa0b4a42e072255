using BudgetMesh.Routing;

namespace BudgetMesh.Tests;

public sealed class FieldPathTests
{
    [Fact]
    public void A_path_is_written_from_the_root()
    {
        var budgets = FieldPath.Root.Field("scopes").Key("acme/search").Field("budgets");
        budgets.Item(0).Field("amount").ToString().ShouldBe("scopes.acme/search.budgets[0].amount");
        FieldPath.Root.Field("scopes").Key("jo.doe").Field("zone").ToString().ShouldBe("scopes['jo.doe'].zone");
    }

    [Fact]
    public void Parents_lead_back_to_the_root()
    {
        var path = FieldPath.Root.Field("scopes").Key("jo.doe").Field("budgets").Item(3).Field("amount");
        var parents = new List<string>();
        for (var parent = path.Parent; parent is { } at; parent = at.Parent)
            parents.Add(at.ToString());
        parents.ShouldBe(["scopes['jo.doe'].budgets[3]", "scopes['jo.doe'].budgets", "scopes['jo.doe']", "scopes", ""]);
    }
}
