using BudgetMesh.Routing;

namespace BudgetMesh.Tests;

public sealed class FindScopeTests
{
    private readonly MeshPlan _plan = MeshSample.Plan;

    [Theory]
    [InlineData("acme", "acme")]
    [InlineData("acme/search", "acme/search")]
    [InlineData("acme/search/run-17/step-2", "acme/search")]
    [InlineData("acme/searching", "acme")]
    [InlineData("globex/x", "globex")]
    public void The_scope_or_its_nearest_configured_ancestor_pays(string path, string payer)
    {
        _plan.TryFindScope(path, out var scope).ShouldBeTrue();
        scope!.Path.Value.ShouldBe(payer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/acme")]
    [InlineData("acm")]
    [InlineData("ACME/search")]
    [InlineData("initech/search")]
    public void Where_not_even_the_tenant_is_configured_nobody_pays(string path) =>
        _plan.TryFindScope(path, out _).ShouldBeFalse();

    [Fact]
    public void Looking_up_allocates_nothing()
    {
        Find();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Find();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Find()
        {
            for (var i = 0; i < 1_000; i++)
            {
                _plan.TryFindScope("acme/search", out _);
                _plan.TryFindScope("acme/search/run-17", out _);
            }
        }
    }
}
