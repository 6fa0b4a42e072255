using System.Runtime.InteropServices;
using System.Text.Json;
using BudgetMesh.Grains;
using BudgetMesh.Mesh;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BudgetMesh.Silo.Api;

/// <summary>The mesh file: what is in force, and putting another in force.</summary>
internal sealed class MeshEndpoints(PlanCatalog catalog)
{
    public IResult Read() => catalog.Current is { Mesh: { } document } current
        ? TypedResults.Json(
            new MeshView(document.Version, document.Sha256, document.Author, document.At.Utc(), MeshFile.Write(current.Config)), ApiJson.Default.MeshView)
        : ApiProblem.NotFound("no mesh was applied yet: POST a mesh file to this route");

    /// <summary>Takes YAML. <c>dry_run=true</c> only answers what would change; <c>after=N</c> refuses where N is not the newest version.</summary>
    public async Task<IResult> ApplyAsync(HttpContext context)
    {
        var request = context.Request;
        var isDryRun = request.QueryFlag("dry_run");
        var after = request.QueryLong("after", 0);
        var yaml = await request.ReadTextAsync();
        if (!MeshFile.TryRead(yaml, out var config, out _, out var problems))
            return ApiProblem.Invalid("The mesh file is not valid", problems);
        var before = catalog.Current;
        if (after is { } version && version != before.MeshVersion && isDryRun)
            return ApiProblem.Conflict($"version {version} of the mesh is not the newest, which is {before.MeshVersion}");
        var changes = MeshDifference.Between(before.Config, config);
        try
        {
            if (isDryRun)
                catalog.CheckMesh(config);
            var now = isDryRun ? before : await catalog.ApplyMeshAsync(config, after, context.User.Author());
            return TypedResults.Json(
                new AppliedView(now.MeshVersion, now.MeshVersion != before.MeshVersion, isDryRun, changes), ApiJson.Default.AppliedView);
        }
        catch (PlanRefusedException refused)
        {
            return Refused(yaml, refused);
        }
    }

    /// <summary>What applying a price list and then a mesh file would change or refuse, without applying either: the mesh is judged by the list that comes with it.</summary>
    public async Task<IResult> CheckAsync(HttpRequest request)
    {
        var asked = await request.ReadJsonAsync(ApiJson.Default.MeshCheckRequest);
        if (!MeshFile.TryRead(asked.Mesh, out var config, out _, out var problems))
            return ApiProblem.Invalid("The mesh file is not valid", problems);
        var now = catalog.Current;
        var changes = MeshDifference.Between(now.Config, config);
        var list = asked.Prices is { } prices ? catalog.CheckPrices(JsonMarshal.GetRawUtf8Value(prices).ToArray()) : null;
        try
        {
            catalog.CheckMesh(config, list);
            return TypedResults.Json(new AppliedView(now.MeshVersion, Applied: false, DryRun: true, changes), ApiJson.Default.AppliedView);
        }
        catch (PlanRefusedException refused)
        {
            return Refused(asked.Mesh, refused);
        }
    }

    private static ProblemHttpResult Refused(string yaml, PlanRefusedException refused) =>
        ApiProblem.Invalid($"The mesh file cannot be in force: {refused.Message}", MeshFile.Locate(yaml, refused.Problems));
}

/// <param name="Mesh">The mesh file.</param>
/// <param name="Prices">A price list in the genai-prices format that will be applied before it; null for the one in force.</param>
internal sealed record MeshCheckRequest(string Mesh, JsonElement? Prices = null);

/// <param name="Yaml">The mesh file that says the same, in this program's order and spelling.</param>
internal sealed record MeshView(long Version, string Sha256, string Author, DateTimeOffset AppliedAt, string Yaml);

/// <param name="Version">What is in force now.</param>
/// <param name="Applied">False for a dry run, and where the newest version says the same already.</param>
/// <param name="Changes">A line for each.</param>
internal sealed record AppliedView(long Version, bool Applied, bool DryRun, IReadOnlyList<string> Changes);
