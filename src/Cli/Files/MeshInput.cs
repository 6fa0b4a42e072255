using BudgetMesh.Mesh;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Cli;

/// <summary>A mesh file with the price list that it names, both read and checked together.</summary>
/// <param name="Config">As written.</param>
/// <param name="Bound">As it can be in force, with the prices of now.</param>
/// <param name="PriceList">The file of <c>prices.book</c>, in the genai-prices format; null where the mesh names none.</param>
internal sealed record MeshInput(MeshConfig Config, GatePlan Bound, byte[]? PriceList)
{
    public MeshPlan Plan => Bound.Mesh;

    /// <exception cref="CliException">Everything that is wrong, a line each: file, line, column, field, what would be right.</exception>
    /// <param name="prices">A price list in place of the one that the mesh names; null for that one.</param>
    public static MeshInput Read(FileInfo file, FileInfo? prices = null)
    {
        var yaml = InputFile.ReadText(file);
        if (!MeshFile.TryRead(yaml, out var config, out var plan, out var problems))
            throw Wrong(file.ToString(), problems);
        prices ??= config.Prices?.Book is { } book ? new FileInfo(Path.Combine(file.DirectoryName ?? "", book)) : null;
        var list = prices is null ? null : InputFile.ReadBytes(prices);
        return TryBind(config, plan, list, out var bound, out var unpriced)
            ? new MeshInput(config, bound, list)
            : throw Wrong(file.ToString(), MeshFile.Locate(yaml, unpriced));
    }

    /// <summary>A mesh that is no file: changed by an option, or read from a silo.</summary>
    /// <param name="name">What it is called in messages.</param>
    /// <exception cref="CliException">As for a file, without lines.</exception>
    public static MeshInput Of(MeshConfig config, byte[]? priceList, string name)
    {
        if (!MeshPlan.TryCompile(config, out var plan, out var problems) || !TryBind(config, plan, priceList, out var bound, out problems))
            throw Wrong(name, problems);
        return new MeshInput(config, bound, priceList);
    }

    private static bool TryBind(
        MeshConfig config, MeshPlan plan, byte[]? list, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out GatePlan? bound, out IReadOnlyList<MeshProblem> problems)
    {
        bound = null;
        if (!Prices(config, list).TryWithOverlay(config.Prices?.Overlay ?? [], "1", out var prices, out var wrongPrices))
        {
            problems = [.. wrongPrices.Select(problem => new MeshProblem($"prices.overlay[{problem.Entry}].{problem.Field}", problem.Message))];
            return false;
        }

        if (GatePlan.TryBind(plan, 1, prices, SystemClock.Instance.GetCurrentInstant(), out bound, out problems))
            return true;
        problems = [.. problems.Select(problem => problem with { Field = DeploymentField(config, problem.Field) })];
        return false;
    }

    private static PriceBook Prices(MeshConfig config, byte[]? list)
    {
        try
        {
            return list is null ? PriceBook.Empty("1") : PriceBook.Parse(list, "1");
        }
        catch (PriceBookException wrong)
        {
            throw CliException.BadInput($"{config.Prices?.Book}: {wrong.Message}");
        }
    }

    /// <summary>Prices name deployments by id, the file by their place.</summary>
    private static string DeploymentField(MeshConfig config, string field)
    {
        foreach (var (index, deployment) in (config.Deployments ?? []).Index())
        {
            if (field == $"deployments.{deployment.Id}")
                return $"deployments[{index}]";
        }

        return field;
    }

    private static CliException Wrong(string name, IEnumerable<object> problems) =>
        CliException.BadInput(string.Join('\n', problems.Select(problem => problem is MeshFileProblem ? $"{name}:{problem}" : $"{name}: {problem}")));
}
