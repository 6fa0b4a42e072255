using System.Text.Json;

namespace BudgetMesh.Cli;

// What the admin API answers, as far as commands read it; receipts are ReceiptView. Amounts stay JSON: text for USD, a number for tokens and requests.

internal sealed record ScopesPage(IReadOnlyList<ScopeState> Scopes, string? Next);

/// <param name="Frozen">Why nothing is lent, or null.</param>
internal sealed record ScopeState(string Scope, string? Frozen, IReadOnlyList<BudgetState> Budgets);

internal sealed record BudgetState(string Name, string? Unit, string? Period, string? Enforcement, IReadOnlyList<WindowState> Windows);

internal sealed record WindowState(
    long Window, bool Open, DateTimeOffset? StartsAt, DateTimeOffset? ResetsAt, JsonElement Cap, JsonElement Spent, JsonElement Held, JsonElement Free, JsonElement Available, JsonElement Forfeited, JsonElement Adjusted);

internal sealed record PatternsState(IReadOnlyList<PatternState> Patterns);

/// <param name="AtMost">Null where the mesh has the pattern no more.</param>
internal sealed record PatternState(string Pattern, int? AtMost, long Scopes, IReadOnlyList<MadeBudgetState> Budgets);

/// <param name="BeyondMost">The most that one window has spent beyond its cap.</param>
internal sealed record MadeBudgetState(
    string Name, string? Unit, long Windows, long Open, JsonElement CapMost, JsonElement Spent, JsonElement Held, JsonElement Free, JsonElement SpentMost, JsonElement BeyondMost);

internal sealed record ReceiptSumsState(IReadOnlyList<ReceiptSumState> Sums);

/// <param name="Scope">Or the pattern that scopes were made of.</param>
internal sealed record ReceiptSumState(string Scope, string Budget, string? Unit, long Legs, JsonElement Amount);

internal sealed record HoldsPage(IReadOnlyList<HoldState> Holds, string? Next);

internal sealed record HoldState(string Scope, string Budget, string Incarnation, string State, JsonElement Held, JsonElement Free, JsonElement Spent);

internal sealed record AdjustmentsState(IReadOnlyList<AdjustmentState> Adjustments);

/// <param name="Repeated">It was made before, and nothing changed.</param>
internal sealed record AdjustedState(AdjustmentState Adjustment, bool Repeated);

internal sealed record AdjustmentState(
    string Scope, string Id, string Budget, long Window, string Kind, JsonElement Amount, string Reason, string Author, DateTimeOffset At);

internal sealed record GatewaysState(IReadOnlyList<GatewayState> Gateways);

/// <param name="Key">Null, as the time, where the silo has not heard of it lately.</param>
/// <param name="Scopes">Scopes in its last message.</param>
/// <param name="Budgets">Null where they were not asked for.</param>
internal sealed record GatewayState(
    string Incarnation, string State, string? Key, DateTimeOffset? LastSyncAt, long Syncs, int Scopes, long RoundTripUs,
    IReadOnlyList<GatewaySumState> Sums, IReadOnlyList<GatewayBudgetState>? Budgets);

internal sealed record GatewaySumState(string Unit, JsonElement Free, JsonElement Held, JsonElement Forfeited);

internal sealed record GatewayBudgetState(string Scope, string Budget, long Window, JsonElement Free, JsonElement Held, JsonElement Forfeited);

internal sealed record RetiredState(string Incarnation, IReadOnlyList<string> Scopes);

internal sealed record MeshState(long Version, string Author, DateTimeOffset AppliedAt, string Yaml);

/// <param name="Applied">False for a dry run, and where what is in force says the same already.</param>
internal sealed record AppliedState(long Version, bool Applied, bool DryRun, IReadOnlyList<string> Changes);

internal sealed record KeysState(IReadOnlyList<KeyState> Keys);

internal sealed record KeyState(string Id, string Role, string Label, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt, string? Scope, int? RefusalStatus);

internal sealed record NewKeyState(string Id, string Role, string Label, string Secret, string? Scope, int? RefusalStatus);

/// <summary>A refusal of the API: <c>application/problem+json</c>.</summary>
internal sealed record ProblemState(string? Title, string? Detail, IReadOnlyList<ProblemEntryState>? Errors);

internal sealed record ProblemEntryState(int? Line, int? Column, string Field, string Message);
