using BudgetMesh.Client;
using BudgetMesh.Lending;
using Microsoft.Extensions.Options;

namespace BudgetMesh.AspNetCore;

/// <summary>Says of every option that cannot be used what it is, and what is expected; all at once, before the application starts.</summary>
internal sealed class BudgetMeshOptionsCheck : IValidateOptions<BudgetMeshOptions>
{
    public ValidateOptionsResult Validate(string? name, BudgetMeshOptions options)
    {
        List<string> problems = [.. ProblemsOf(options)];
        return problems is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> ProblemsOf(BudgetMeshOptions options)
    {
        if (options.Name is not { Length: <= GateOptions.NameLengthMax } gate || !Incarnation.IsOne(gate))
            yield return $"BudgetMesh: Name is \"{options.Name}\"; it is the name of this gateway, 1 to {GateOptions.NameLengthMax} letters, digits, - _ .";
        if (options.Transports is null)
        {
            if (options.Urls.Count == 0)
                yield return "BudgetMesh: Urls is empty; it has the addresses of silos, such as http://localhost:5080";
            foreach (var url in options.Urls.Where(static url => !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
                yield return $"BudgetMesh: Urls has \"{url}\", which is no address such as http://localhost:5080";
            if (string.IsNullOrWhiteSpace(options.Key))
                yield return "BudgetMesh: Key is missing; make one with: budgetmesh keys create gateway";
        }

        foreach (var scope in options.Prefetch)
        {
            if (!ScopePath.TryParse(scope, out _, out var problem))
                yield return $"BudgetMesh: Prefetch: {problem}";
        }

        if (options.JournalWitness is not null && options.Journal is null)
            yield return "BudgetMesh: JournalWitness is of no use without Journal";
        if (options.SyncTimeout <= TimeSpan.Zero)
            yield return $"BudgetMesh: SyncTimeout is {options.SyncTimeout}; it is longer than nothing";
        (string Name, TimeSpan Value)[] patience =
        [
            (nameof(options.Patience), options.Patience), (nameof(options.DrainPatience), options.DrainPatience),
            (nameof(options.FarewellPatience), options.FarewellPatience), (nameof(options.StartPatience), options.StartPatience),
        ];
        foreach (var (field, value) in patience.Where(static patience => patience.Value < TimeSpan.Zero))
            yield return $"BudgetMesh: {field} is {value}; it is not negative";
    }
}
