namespace BudgetMesh.Rates;

/// <summary>What a gateway's report says about what its owner gave it beside its rate.</summary>
/// <param name="Used">Of its credit: it has used it, or may have, since it was last heard.</param>
/// <param name="Refunded">What it gave back since then.</param>
/// <param name="Saved">Told in the last answer, which it will never take: it goes back.</param>
/// <param name="Credit">The same of what was credited.</param>
internal readonly record struct RateHeard(long Used, long Refunded, long Saved, long Credit);
