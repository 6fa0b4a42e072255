namespace BudgetMesh.Wire;

/// <summary>Gateway → silo: whose key is it?</summary>
/// <param name="Sha256">As <see cref="KeySecret.Hash"/> has it.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.scope_key_query")]
public sealed record ScopeKeyQuery(string Sha256);

/// <param name="Key">Null where no key of a scope has that secret, or it was revoked.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.scope_key_reply")]
public sealed record ScopeKeyReply(ScopeKeyLine? Key);

/// <param name="RefusalStatus">The status with which its clients are told that something is spent; 0 where nobody said.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.scope_key_line")]
public sealed record ScopeKeyLine(string Id, string Label, string Scope, int RefusalStatus);
