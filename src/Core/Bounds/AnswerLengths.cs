namespace BudgetMesh.Bounds;

/// <summary>What is known of the lengths of answers, in tokens.</summary>
/// <param name="Answers">How many it is known from; below <see cref="BoundRules.AnswersLeast"/> it is too little to go by.</param>
/// <param name="P999">One answer in a thousand is longer.</param>
/// <param name="Longest">The longest lately; what was cut counts as twice its bound.</param>
public readonly record struct AnswerLengths(long Answers, long P999, long Longest)
{
    public bool IsKnown => Answers >= BoundRules.AnswersLeast;

    public static AnswerLengths Of(LengthSketch sketch) => new(sketch.Answers, sketch.Quantile(BoundRules.CommonPermille), sketch.Longest);
}
