namespace BudgetMesh.Gateway.Configuration;

/// <summary>What is wrong at one place of <c>gateway.yaml</c>.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Field">Path of the field, such as <c>deployments.openai/gpt-5.base_url</c>; empty where it is the file itself.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record GatewayProblem(int Line, string Field, string Message)
{
    /// <summary>As compilers write it: <c>12: listen[0]: not an address …</c></summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Line}: {Field}{(Field.Length > 0 ? ": " : "")}{Message}");
}
