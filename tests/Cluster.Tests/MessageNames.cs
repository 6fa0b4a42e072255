namespace BudgetMesh.Cluster.Tests;

/// <summary>Names, numbers and types of all that crosses between silos; a + marks members with numbers of their own beside the constructor's.</summary>
internal static class MessageNames
{
    public const string AsReleased =
        """
        budgetmesh.account_line: 0 Incarnation String, 1 Budget String, 2 Window Int64, 3 Held Int64, 4 Free Int64, 5 Spent Int64
        budgetmesh.adjustment_answer: 0 Taken AdjustmentLine, 1 IsRepeated Boolean, 2 Problem String
        budgetmesh.adjustment_line: 0 Id String, 1 Budget String, 2 Window Int64, 3 Kind String, 4 Amount Int64, 5 Reason String, 6 Author String, 7 AtUnixMs Int64
        budgetmesh.adjustment_wish: 0 Id String, 1 Budget String, 2 Window Nullable<Int64>, 3 Kind String, 4 Amount Int64, 5 Reason String, 6 Author String
        budgetmesh.ahead_line: 0 Budget String, 1 Spent Int32, 2 Course Int32
        budgetmesh.borrower_line: 0 Incarnation String, 1 Seq Int64, 2 State String
        budgetmesh.bounds_reply: 0 Gateways Int32, 1 Keys IReadOnlyList<KnownLine>
        budgetmesh.bounds_report: 0 Incarnation String, 1 Keys IReadOnlyList<LengthsLine>
        budgetmesh.claim_state: 0 Scope String, 1 Priority String, 2 Weight Int32, 3 Reserved Int64, 4 Target Int64, 5 Lent Int64, 6 Used Int64, 7 Asked Int64, 8 Gateways Int32
        budgetmesh.counters_line: 0 Granted Int64, 1 Returned Int64, 2 Charged Int64, 3 Released Int64, 4 Settled Int64, 5 Corrected Int64, 6 Overdraft Int64
        budgetmesh.final_answer: 0 Scope String, 1 Status String, 2 Problem String
        budgetmesh.final_line: 0 Scope String, 1 Seq Int64, 2 Complete Boolean, 3 Slices IReadOnlyList<FinalSliceLine>
        budgetmesh.final_slice_line: 0 Budget String, 1 Window Int64, 2 Ceiling Int64, 3 Granted Int64, 4 Returned Int64, 5 Charged Int64, 6 Released Int64, 7 Settled Int64, 8 Corrected Int64, 9 Overdraft Int64
        budgetmesh.finals_message: 0 Incarnation String, 1 Scopes IReadOnlyList<FinalLine>
        budgetmesh.finals_reply: 0 Scopes IReadOnlyList<FinalAnswer>
        budgetmesh.known_line: 0 Answers Int64, 1 P999 Int64, 2 Longest Int64
        budgetmesh.lengths_line: 0 Scope String, 1 Task String, 2 Model String, 3 Buckets IReadOnlyList<Int32>, 4 Answers IReadOnlyList<Int64>
        budgetmesh.limit_state: 0 Limit String, 1 Unit String, 2 Amount Int64, 3 Burst Int64, 4 Usable Int64, 5 Lent Int64, 6 Used Int64, 7 Asked Int64, 8 Reserved Int64, 9 Borrowed Int64, 10 Claims IReadOnlyList<ClaimState>
        budgetmesh.notice: 0 Kind String, 1 Scope String, +0 Deployment String
        budgetmesh.provider_line: 0 Served Int64, 1 RateLimited Int64, 2 Overloaded Int64, 3 Failed Int64, 4 RetryAfterUs Nullable<Int64>, 5 Requests Nullable<Int64>, 6 Tokens Nullable<Int64>, 7 InputTokens Nullable<Int64>, 8 OutputTokens Nullable<Int64>
        budgetmesh.rate_line_report: 0 Limit String, 1 Scope String, 2 Priority String, 3 Amount Int64, 4 Burst Int64, 5 CreditUsed Int64, 6 Refunded Int64, 7 RefundedAgeUs Int64, 8 InUse Int64, 9 Demand Int64, 10 Bound Int64, 11 Waiting Int64, 12 SmallestNeed Int64, 13 Used Int64, 14 IsNew Boolean
        budgetmesh.rate_line_terms: 0 Limit String, 1 Scope String, 2 Priority String, 3 Amount Int64, 4 Burst Int64, 5 Credited Int64, 6 RetryAfterUs Nullable<Int64>, 7 SafeAmount Int64
        budgetmesh.rate_message: 0 Incarnation String, 1 Owners IReadOnlyList<RateOwnerReport>
        budgetmesh.rate_owner_report: 0 Kind String, 1 Name String, 2 Incarnation String, 3 Seq Int64, 4 AppliedEpoch Int64, 5 AppliedSeq Int64, 6 LeaseLeftUs Int64, 7 Leaving Boolean, 8 Lines IReadOnlyList<RateLineReport>, +0 Provider ProviderLine
        budgetmesh.rate_owner_state: 0 Kind String, 1 Name String, 2 IsLearning Boolean, 3 Circuit String, 4 Limits IReadOnlyList<LimitState>
        budgetmesh.rate_owner_terms: 0 Kind String, 1 Name String, 2 Epoch Int64, 3 Seq Int64, 4 LeaseUs Int64, 5 RefreshAfterUs Int64, 6 Lines IReadOnlyList<RateLineTerms>, 7 ClosedForUs Int64, 8 Probes Nullable<Int32>
        budgetmesh.rate_reply: 0 Owners IReadOnlyList<RateOwnerTerms>
        budgetmesh.receipt_ack: 0 Through Int64
        budgetmesh.receipt_batch: 0 Incarnation String, 1 Receipts IReadOnlyList<ReceiptLine>
        budgetmesh.receipt_leg_line: 0 Scope String, 1 Budget String, 2 Window Int64, 3 Amount Int64
        budgetmesh.receipt_line: 0 Seq Int64, 1 Decision Int64, 2 AtUnixNs Int64, 3 Kind String, 4 Verdict String, 5 Reason String, 6 Scope String, 7 Deployment String, 8 InputTokens Int64, 9 OutputTokens Int64, 10 Bound String, 11 Cost String, 12 PriceVersion String, 13 PlanVersion Int64, 14 Blocker String, 15 Needed Int64, 16 Headroom Int64, 17 Legs IReadOnlyList<ReceiptLegLine>, +0 Rule String, +1 Task String, +2 Priority String, +3 DataClass String, +4 Caller String, +5 Shadow ShadowLine, +6 Ahead AheadLine, +7 MaxAffordable Int64, +8 RetryAfterMs Int64, +9 BatchBound String
        budgetmesh.scope_books: 0 Scope String, 1 Version Int64, 2 Epoch Int64, 3 Generation Int64, 4 Frozen String, 5 Windows IReadOnlyList<WindowBooks>, 6 Borrowers IReadOnlyList<BorrowerLine>, 7 Accounts IReadOnlyList<AccountLine>
        budgetmesh.scope_key_line: 0 Id String, 1 Label String, 2 Scope String, 3 RefusalStatus Int32
        budgetmesh.scope_key_query: 0 Sha256 String
        budgetmesh.scope_key_reply: 0 Key ScopeKeyLine
        budgetmesh.scope_money: 0 Scope String, 1 Frozen String, 2 Windows IReadOnlyList<WindowMoney>
        budgetmesh.scope_report: 0 Scope String, 1 Incarnation String, 2 Seq Int64, 3 VersionSeen Int64, 4 EpochSeen Int64, 5 RoundTripUs Int64, 6 Leaving Boolean, 7 Slices IReadOnlyList<SliceLine>, +0 Resumes Boolean, +1 Pauses Boolean
        budgetmesh.scope_terms: 0 Scope String, 1 Seq Int64, 2 Epoch Int64, 3 Version Int64, 4 Status String, 5 Problem String, 6 Slices IReadOnlyList<TermsLine>
        budgetmesh.shadow_line: 0 Rule String, 1 Verdict String, 2 Deployment String
        budgetmesh.slice_line: 0 Budget String, 1 Window Nullable<Int64>, 2 Granted Int64, 3 Returned Int64, 4 Charged Int64, 5 Released Int64, 6 Settled Int64, 7 Corrected Int64, 8 Overdraft Int64, 9 NetPerSecond Int64, 10 GrossPerSecond Int64, 11 Bound Int64, 12 Waiting Int64, 13 SmallestNeed Int64, 14 Refused Int64
        budgetmesh.sync_message: 0 Incarnation String, 1 RoundTripUs Int64, 2 Scopes IReadOnlyList<ScopeReport>
        budgetmesh.sync_reply: 0 UtcMs Int64, 1 PlanVersion Int64, 2 PriceVersion Int64, 3 Scopes IReadOnlyList<ScopeTerms>
        budgetmesh.terms_line: 0 Budget String, 1 Window Int64, 2 Open Boolean, 3 ClosesInMs Nullable<Int64>, 4 Granted Int64, 5 Mode String, 6 RefreshAfterMs Int64, 7 StaleAfterMs Int64, 8 Headroom Int64, 9 Reachable Int64, 10 Cap Int64, 11 Spent Int64, 12 Adjusted Int64, 13 Course Int32, +0 Own CountersLine
        budgetmesh.window_books: 0 Budget String, 1 Unit String, 2 Period String, 3 Enforcement String, 4 Window Int64, 5 StartUnixMs Nullable<Int64>, 6 EndUnixMs Nullable<Int64>, 7 Open Boolean, 8 Cap Int64, 9 Spent Int64, 10 Held Int64, 11 Free Int64, 12 Available Int64, 13 Forfeited Int64, 14 Overdraft Int64, 15 Adjusted Int64
        budgetmesh.window_money: 0 Budget String, 1 Window String, 2 Until String, 3 Cap String, 4 Spent String, 5 Held String, 6 Lent String, 7 Available String
        budgetmesh.scope v1: forget state
        budgetmesh.scope_owner v0: adjust conclude read replan retire sync unfreeze
        budgetmesh.rates v1:
        budgetmesh.rate_owner v0: read sync
        budgetmesh.lengths v1: merge
        budgetmesh.gateway v1: bounds finals notices plan prices rates receipts scope_key sync
        """;
}
