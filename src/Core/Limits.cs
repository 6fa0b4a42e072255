namespace BudgetMesh;

/// <summary>A limit on everything, with its reason. Their relations are tested.</summary>
public static class Limits
{
    /// <summary>Levels of a scope path. Tenant, team, project, user, key and run are six; two to spare.</summary>
    public const int ScopeDepthMax = 8;

    /// <summary>Characters of one segment of a scope path: a UUID (36) with a prefix fits.</summary>
    public const int ScopeSegmentLengthMax = 64;

    /// <summary>Characters of a whole scope path: keys of rows and of metrics stay short.</summary>
    public const int ScopePathLengthMax = 256;

    /// <summary>Patterns of one mesh: a few kinds of runs, users and keys. Each is compared with each, and with each scope of its parents' level.</summary>
    public const int PatternsMax = 256;

    /// <summary>Patterns times the scopes and patterns below which they apply: what a plan keeps of them.</summary>
    public const int PatternPlacesMax = 100_000;

    /// <summary>Scopes that may be made of one pattern where it does not say: each costs about a kilobyte of the store, with its receipt.</summary>
    public const int MadeScopesUsual = 1_000_000;

    /// <summary>The most that a pattern may say.</summary>
    public const int MadeScopesMax = 1_000_000_000;

    /// <summary>Seconds for which an unused scope of a pattern is kept at least: as long as late settlements may come.</summary>
    public const int ForgetAfterSecondsLeast = 604_800;

    /// <summary>The same where a pattern does not say: thirty days.</summary>
    public const int ForgetAfterSecondsUsual = 2_592_000;

    /// <summary>The most that a pattern may say: ten years.</summary>
    public const int ForgetAfterSecondsMax = 315_360_000;

    /// <summary>Scopes of one sync: it is answered within a moment, and the next takes those that are left.</summary>
    public const int ScopesPerSyncMax = 1_000;

    /// <summary>Budgets on one scope: a few units times a few periods.</summary>
    public const int BudgetsPerScopeMax = 8;

    /// <summary>Budgets that one request can meet on its way from leaf to root; a hold has room for as many legs.</summary>
    public const int LegsPerHoldMax = 24;

    /// <summary>The largest cap, in USD. A tenth of what <see cref="Money"/> can count, so that sums over gateways and adjustments stay inside it.</summary>
    public const long CapUsdMax = 900_000_000;

    /// <summary>The largest cap of a budget in tokens or requests: the same headroom below <see cref="long.MaxValue"/> as for money.</summary>
    public const long CapCountMax = 900_000_000_000_000_000;

    /// <summary>Adjustments of one window: people write them one by one; what comes by the thousand is a request and has a receipt.</summary>
    public const int AdjustmentsPerWindowMax = 1_000;

    /// <summary>Characters of an adjustment's id: a UUID, or the number of an invoice with its line.</summary>
    public const int AdjustmentIdLengthMax = 100;

    /// <summary>Characters of an adjustment's reason or author.</summary>
    public const int AdjustmentTextLengthMax = 500;

    /// <summary>Tokens of one request in one class; a hundred times the largest context window sold. More is a broken count, not a request.</summary>
    public const long TokensPerRequestMax = 1_000_000_000;

    /// <summary>Ladders of one mesh: one for each kind of task; they may include each other, that deep.</summary>
    public const int LaddersMax = 256;

    /// <summary>Tool searches of one request: an agent's long turn makes dozens; ten thousand is a broken counter.</summary>
    public const long WebSearchesPerRequestMax = 10_000;

    /// <summary>Characters of the name of a model or provider, or of an API's URL, that is looked up: names come from outside and are run against patterns.</summary>
    public const int PricedNameLengthMax = 512;

    /// <summary>The largest listed price, in USD per million tokens or per thousand requests: a dollar a token. With it no request can cost more than <see cref="Money"/> counts.</summary>
    public const long PriceUsdMax = 1_000_000;

    /// <summary>Rungs of one ladder: four tiers with a few deployments each.</summary>
    public const int RungsPerLadderMax = 16;

    /// <summary>Characters of the name of a task: it is a label, not a text.</summary>
    public const int TaskLengthMax = 64;

    /// <summary>Tasks of one scope whose answers are told apart; what is beyond counts as no task. Tasks come from requests, and each costs memory.</summary>
    public const int TasksPerScopeMax = 64;

    /// <summary>Keys (scope, task, model) of which one gate learns how long answers are: 3.5 kB each where there were answers.</summary>
    public const int BoundKeysPerGateMax = 4_096;

    /// <summary>The same of a silo: 35 MB.</summary>
    public const int BoundKeysMax = 10_000;

    /// <summary>Keys of one report of a gate: copied out within the time of a few decisions.</summary>
    public const int BoundKeysPerReportMax = 64;

    /// <summary>Seconds that a hold may wait for its settlement: no stream lasts longer than a day, and a forgotten hold blocks its budget that long.</summary>
    public const int HoldLifetimeSecondsMax = 86_400;

    /// <summary>Characters of a request's task, data class or caller: they are written on every receipt.</summary>
    public const int LabelLengthMax = 64;

    /// <summary>Policy rules in effect for one scope, its own and inherited: every request is compared with each, at a few nanoseconds.</summary>
    public const int PoliciesPerScopeMax = 64;

    /// <summary>The largest rate in a minute, burst, or number of concurrent requests: a hundred times what the largest contracts have. With it a bucket counts in 63 bits to the microsecond.</summary>
    public const long RateMax = 1_000_000_000;

    /// <summary>Limits on one scope, or of one deployment's capacity: one or two of each unit.</summary>
    public const int LimitsPerOwnerMax = 8;

    /// <summary>Limits of scopes that one request can meet on its way from leaf to root.</summary>
    public const int LimitLevelsMax = 16;

    /// <summary>Reservations of one mesh: each is checked against each other of its deployment whenever one is made.</summary>
    public const int ReservationsMax = 1_000;

    /// <summary>Days after its start in which a later one is looked for at which a reservation would fit.</summary>
    public const int ReservationSearchDaysMax = 366;

    /// <summary>The largest weight of a scope where capacity is shared out.</summary>
    public const int WeightMax = 1_000;

    /// <summary>Slices of one scope's limits or one deployment's capacity that one gateway may have: its limits times the claims that share it.</summary>
    public const int LinesPerRateRequestMax = 10_000;

    /// <summary>Owners of limits of one message of a gateway: they are asked at once, within a moment, and the next message takes those that are left.</summary>
    public const int OwnersPerRateMessageMax = 1_000;

    /// <summary>Slices of all owners of one message: those of one always fit, and at half a kilobyte each the message is within what the server reads.</summary>
    public const int LinesPerRateMessageMax = 20_000;
}
