using System.Diagnostics.CodeAnalysis;

namespace BudgetMesh.Routing;

/// <summary>The parts of a deployment's id, <c>provider/model@region</c>.</summary>
/// <param name="Region">Null where the id names none.</param>
internal sealed record DeploymentId(string Provider, string Model, string? Region)
{
    private const int RegionLengthMax = 32;

    /// <summary>The id without its region: what stands for all regions of the model.</summary>
    public string WithoutRegion => $"{Provider}/{Model}";

    public static DeploymentId Of(DeploymentPlan deployment) => TryParse(deployment.Id, out var id) ? id : throw new InvalidOperationException($"{deployment.Id} is no id");

    public static bool TryParse(string text, [NotNullWhen(true)] out DeploymentId? id)
    {
        id = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || text.Any(char.IsWhiteSpace))
            return false;
        var at = text.LastIndexOf('@');
        var (model, region) = at > slash ? (text[(slash + 1)..at], text[(at + 1)..]) : (text[(slash + 1)..], null);
        if (model.Length > 0)
            id = new DeploymentId(text[..slash], model, region);
        return id is not null;
    }

    /// <summary>True for lower-case letters, digits and -, from a letter on: the dates that some models have behind an @ are none.</summary>
    public static bool IsRegion(string text) =>
        text.Length is > 0 and <= RegionLengthMax && char.IsAsciiLetterLower(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
