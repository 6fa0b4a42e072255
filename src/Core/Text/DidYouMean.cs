namespace BudgetMesh.Text;

/// <summary>Finds the name that a misspelt one was probably meant to be.</summary>
public static class DidYouMean
{
    /// <summary>A clause for a message, <c>": did you mean premium?"</c>, or empty where no name is close.</summary>
    public static string Clause(string text, IEnumerable<string> names) =>
        Closest(text, names) is { } name ? $": did you mean {name}?" : "";

    /// <summary>The closest of <paramref name="names"/>, case ignored, at most a third of its letters away; null where none is.</summary>
    public static string? Closest(string text, IEnumerable<string> names)
    {
        string? closest = null;
        var best = int.MaxValue;
        foreach (var name in names)
        {
            var most = Math.Max(1, Math.Max(text.Length, name.Length) / 3);
            if (Math.Abs(text.Length - name.Length) > most)
                continue;
            var edits = Edits(text.ToLowerInvariant(), name.ToLowerInvariant());
            if (edits <= most && edits < best)
                (best, closest) = (edits, name);
        }

        return closest;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that lead from one text to the other.</summary>
    private static int Edits(string from, string to)
    {
        var beforeLast = new int[to.Length + 1];
        var last = Enumerable.Range(0, to.Length + 1).ToArray();
        var row = new int[to.Length + 1];
        for (var i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[to.Length];
    }
}
