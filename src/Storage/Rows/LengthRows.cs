using System.Globalization;
using BudgetMesh.Bounds;

namespace BudgetMesh.Storage;

/// <summary>Sketches of answers' lengths from rows and to text.</summary>
internal static class LengthRows
{
    /// <summary>From scope, task, model, buckets.</summary>
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
