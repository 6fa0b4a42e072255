using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;
using BudgetMesh.Storage;
using NodaTime;

namespace BudgetMesh.Grains;

/// <summary>Whether a mesh and a price list can be in force together.</summary>
internal static class PlanValidation
{
    /// <exception cref="PlanRefusedException">The mesh does not compile.</exception>
    public static MeshPlan Compile(MeshConfig config) => MeshPlan.TryCompile(config, out var plan, out var problems)
        ? plan
        : throw new PlanRefusedException("the mesh is not valid", problems);

    /// <param name="version">The list's version as costs will name it.</param>
    /// <exception cref="PlanRefusedException">Not a price list; the field is the path of what is wrong in the document.</exception>
    public static PriceBook Parse(ReadOnlyMemory<byte> list, long version)
    {
        try
        {
            return PriceBook.Parse(list, version.ToString(CultureInfo.InvariantCulture));
        }
        catch (PriceBookException problem)
        {
            throw new PlanRefusedException("the price list is not valid", [new MeshProblem(problem.Path, problem.Message)]);
        }
    }

    /// <exception cref="PlanRefusedException">A price is written that makes no sense, or a deployment has none now.</exception>
    public static void RequirePrices(MeshConfig config, MeshPlan plan, PriceBook list, Instant now)
    {
        if (!list.TryWithOverlay(config.Prices?.Overlay ?? [], list.Version, out var book, out var problems))
        {
            throw new PlanRefusedException(
                "the prices of the mesh are not valid",
                [.. problems.Select(static problem => new MeshProblem(OverlayField(problem).ToString(), problem.Message))]);
        }

        if (!GatePlan.TryBind(plan, 0, book, now, out _, out var unpriced))
            throw new PlanRefusedException("a deployment has no price: nothing is sent that cannot be priced", unpriced);
    }

    /// <exception cref="PlanRefusedException">What is stored can no longer be read, say after a newer program wrote it.</exception>
    public static PlanInForce Read(CatalogDocument? mesh, CatalogDocument? prices)
    {
        var config = mesh is null ? new MeshConfig() : ReadMesh(mesh);
        var list = prices is null ? PlanInForce.None.PriceList : Parse(Encoding.UTF8.GetBytes(prices.Text), prices.Version);
        return new PlanInForce(mesh, config, mesh is null ? null : Compile(config), prices, list);
    }

    public static MeshConfig ReadMesh(CatalogDocument mesh)
    {
        try
        {
            return JsonSerializer.Deserialize(mesh.Text, MeshJson.Default.MeshConfig) ?? new MeshConfig();
        }
        catch (JsonException problem)
        {
            throw new PlanRefusedException($"version {mesh.Version} of the mesh is not valid", [new MeshProblem(problem.Path ?? "", problem.Message)]);
        }
    }

    /// <summary>False for a stored mesh that is no longer valid.</summary>
    public static bool TryCompile(CatalogDocument mesh, [NotNullWhen(true)] out MeshPlan? plan)
    {
        try
        {
            plan = Compile(ReadMesh(mesh));
            return true;
        }
        catch (PlanRefusedException)
        {
            plan = null;
            return false;
        }
    }

    private static FieldPath OverlayField(PriceProblem problem)
    {
        var entry = FieldPath.Root.Field("prices").Field("overlay").Item(problem.Entry);
        return problem.Field.Length == 0 ? entry : entry.Field(problem.Field);
    }
}
