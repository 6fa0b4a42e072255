using BudgetMesh.Bounds;

namespace BudgetMesh.Wire;

/// <summary>
/// Gateway → silo: how long answers were since the last report, and of what the gateway wants to know how long they are. A report
/// that is lost or arrives twice does no harm: nothing here is money.
/// </summary>
public sealed record BoundsReport(string Incarnation, IReadOnlyList<LengthsLine> Keys);

/// <param name="Task">"" for none.</param>
/// <param name="Buckets">As <see cref="LengthBuckets"/> numbers them, rising.</param>
/// <param name="Answers">How many answers of each bucket; as many entries as <paramref name="Buckets"/>.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.lengths_line")]
public sealed record LengthsLine(string Scope, string Task, string Model, IReadOnlyList<int> Buckets, IReadOnlyList<long> Answers);

/// <summary>Silo → gateway: what all gateways know together.</summary>
/// <param name="Gateways">How many share what they see.</param>
/// <param name="Keys">One for each line of the report, in its order.</param>
public sealed record BoundsReply(int Gateways, IReadOnlyList<KnownLine> Keys);

/// <param name="Answers">How many it is known from; 0 where nothing is.</param>
/// <param name="P999">Tokens that one answer in a thousand exceeds.</param>
/// <param name="Longest">Tokens of the longest answer lately.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.known_line")]
public sealed record KnownLine(long Answers, long P999, long Longest);
