namespace BudgetMesh.Silo;

/// <summary>
/// OpenTelemetry's names as Prometheus': <c>budgetmesh.store.write.duration</c> in <c>s</c> is
/// <c>budgetmesh_store_write_duration_seconds</c>. Source: the specification's "Prometheus and OpenMetrics compatibility".
/// </summary>
internal static class PrometheusNames
{
    public static string Of(string name, string unit, bool isCounter)
    {
        var result = Letters(name, allowColon: true);
        if (Suffix(unit) is { } suffix && !result.EndsWith(suffix, StringComparison.Ordinal))
            result += suffix;
        return isCounter && !result.EndsWith("_total", StringComparison.Ordinal) ? result + "_total" : result;
    }

    public static string Label(string name) => Letters(name, allowColon: false);

    /// <summary>A unit in braces, such as <c>{USD}</c>, is an annotation and is left out.</summary>
    private static string? Suffix(string unit) => unit switch
    {
        "s" => "_seconds",
        "ms" => "_milliseconds",
        "By" => "_bytes",
        "1" or "" => null,
        _ when unit.StartsWith('{') => null,
        _ => $"_{Letters(unit, allowColon: false)}",
    };

    private static string Letters(string name, bool allowColon)
    {
        var letters = string.Create(name.Length, (name, allowColon), static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsAsciiLetterOrDigit(source.name[i]) || (source.allowColon && source.name[i] == ':') ? source.name[i] : '_';
        });
        return letters.Length > 0 && char.IsAsciiDigit(letters[0]) ? $"_{letters}" : letters;
    }
}
