using System.Diagnostics.CodeAnalysis;

namespace BudgetMesh.Gateway.Configuration;

/// <summary><c>gateway.yaml</c>.</summary>
public static class GatewayFile
{
    /// <summary>Reads and checks a file's text.</summary>
    /// <param name="environment">The value of an environment variable, null where it is not set.</param>
    /// <param name="problems">All that is wrong, in the order of the file: what has no place in it, else what makes no sense.</param>
    public static bool TryRead(string yaml, Func<string, string?> environment, [NotNullWhen(true)] out GatewayPlan? plan, out IReadOnlyList<GatewayProblem> problems)
    {
        var file = new GatewayYaml();
        var config = file.Read(yaml);
        plan = null;
        if (file.Problems.Count == 0)
        {
            var compiler = new GatewayCompiler(environment, (field, message) => file.Problems.Add(new GatewayProblem(file.LineOf(field), field, message)));
            plan = compiler.Compile(config);
        }

        problems = [.. file.Problems.OrderBy(static problem => problem.Line)];
        if (problems.Count > 0)
            plan = null;
        return plan is not null;
    }
}
