using BudgetMesh.Bounds;

namespace BudgetMesh.Wire;

/// <summary>Between what Core knows of answers' lengths and the wire.</summary>
public static class BoundsMapping
{
    public static LengthsLine ToWire(this LengthsSeen seen) => new(
        seen.Key.Scope, seen.Key.Task, seen.Key.Model, [.. seen.Buckets.Select(static count => count.Bucket)], [.. seen.Buckets.Select(static count => count.Answers)]);

    /// <exception cref="FormatException">Not what a gateway can have seen; the message says what is wrong.</exception>
    public static LengthsSeen ToCore(this LengthsLine line)
    {
        if (line.Task.Length > Limits.TaskLengthMax || line.Model.Length > Limits.PricedNameLengthMax)
            throw new FormatException($"a task has at most {Limits.TaskLengthMax} characters, a model {Limits.PricedNameLengthMax}");
        if (line.Buckets.Count != line.Answers.Count)
            throw new FormatException($"{line.Buckets.Count} buckets with {line.Answers.Count} counts");
        var counts = new BucketCount[line.Buckets.Count];
        for (var i = 0; i < counts.Length; i++)
        {
            var (bucket, answers, before) = (line.Buckets[i], line.Answers[i], i == 0 ? -1 : line.Buckets[i - 1]);
            if (bucket <= before || bucket >= LengthBuckets.Count || answers is < 1 or >= LengthSketch.HalvedAt)
                throw new FormatException($"{answers} answers in bucket {bucket} after {before}: buckets rise to {LengthBuckets.Count - 1}, with 1 to {LengthSketch.HalvedAt - 1} answers each");
            counts[i] = new BucketCount(bucket, answers);
        }

        if (!ScopePattern.TryParse(line.Scope, out _, out _))
            ScopePath.Parse(line.Scope);
        return new LengthsSeen(new BoundKey(line.Scope, line.Task, line.Model), counts);
    }

    public static KnownLine ToWire(this AnswerLengths lengths) => new(lengths.Answers, lengths.P999, lengths.Longest);

    /// <summary>A silo that is mistaken must not make a bound that is none.</summary>
    public static AnswerLengths ToCore(this KnownLine line) =>
        new(line.Answers, Math.Clamp(line.P999, 0, Limits.TokensPerRequestMax), Math.Clamp(line.Longest, 0, Limits.TokensPerRequestMax));
}
