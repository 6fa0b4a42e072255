namespace BudgetMesh.Pricing;

/// <summary>Finds what somebody may have meant who wrote a name that does not exist.</summary>
internal static class CloseNames
{
    private const int Shown = 3;

    /// <summary><c>; close: a, b</c> with at most three names, nearest first; empty where none is near.</summary>
    public static string Hint(string written, IEnumerable<string> names)
    {
        var wanted = written.ToLowerInvariant();
        var close = names.Distinct()
            .Select(name => (name, distance: Distance(wanted, name.ToLowerInvariant())))
            .Where(candidate => candidate.distance <= Math.Max(2, wanted.Length / 3))
            .OrderBy(candidate => candidate.distance)
            .ThenBy(candidate => candidate.name, StringComparer.Ordinal)
            .Take(Shown)
            .Select(candidate => candidate.name)
            .ToList();
        return close.Count == 0 ? "" : $"; close: {string.Join(", ", close)}";
    }

    /// <summary>Letters to insert, delete or replace to get from one name to the other (Levenshtein).</summary>
    private static int Distance(string from, string to)
    {
        var row = new int[to.Length + 1];
        for (var j = 0; j < row.Length; j++)
            row[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
