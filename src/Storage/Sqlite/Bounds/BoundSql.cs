using System.Globalization;
using BudgetMesh.Bounds;

namespace BudgetMesh.Storage.Sqlite;

internal static class BoundSql
{
    public const string Read = "SELECT scope, task, model, buckets FROM answer_lengths ORDER BY scope, task, model";

    public const string Write =
        """
        INSERT INTO answer_lengths (scope, task, model, buckets) VALUES (?, ?, ?, ?)
        ON CONFLICT (scope, task, model) DO UPDATE SET buckets = excluded.buckets
        """;

    public static LengthsSeen Lengths(Row row) => new(new BoundKey(row.Text(0), row.Text(1), row.Text(2)), Buckets(row.Text(3)));

    /// <summary>As <c>bucket:answers</c>, with spaces between: a sketch is read and written whole, never searched.</summary>
    public static string Text(IReadOnlyList<BucketCount> buckets) =>
        string.Join(' ', buckets.Select(static count => string.Create(CultureInfo.InvariantCulture, $"{count.Bucket}:{count.Answers}")));

    private static BucketCount[] Buckets(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Bucket)];

    private static BucketCount Bucket(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new BucketCount(int.Parse(text.AsSpan(0, colon), CultureInfo.InvariantCulture), long.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture));
    }
}
