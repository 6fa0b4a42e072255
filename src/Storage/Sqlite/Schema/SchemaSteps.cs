namespace BudgetMesh.Storage.Sqlite;

/// <summary>
/// How the database came to be, step by step: step n leads from version n − 1 to n. A step that was released is never edited;
/// a change is a new step. Instants are in 100 ns since 1970 UTC, money in nano-dollars, enums by name.
/// </summary>
internal static class SchemaSteps
{
    public static IReadOnlyList<string> All { get; } = [Books, Adjustments, Policies, AnswerLengths, MaxAffordable, Weeks, AheadOfCourse, Patterns, RateOwners, Refusals, ScopeKeys];

    private const string Books =
        """
        CREATE TABLE books (
            scope TEXT NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            owner TEXT NOT NULL,
            generation INTEGER NOT NULL,
            frozen TEXT
        ) WITHOUT ROWID;

        CREATE TABLE windows (
            scope TEXT NOT NULL,
            budget TEXT NOT NULL,
            window_key INTEGER NOT NULL,
            start_ticks INTEGER NOT NULL,
            end_ticks INTEGER NOT NULL,
            cap INTEGER NOT NULL,
            is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
            PRIMARY KEY (scope, budget, window_key)
        ) WITHOUT ROWID;

        CREATE TABLE borrowers (
            scope TEXT NOT NULL,
            incarnation TEXT NOT NULL,
            seq INTEGER NOT NULL,
            state TEXT NOT NULL,
            PRIMARY KEY (scope, incarnation)
        ) WITHOUT ROWID;

        CREATE TABLE accounts (
            scope TEXT NOT NULL,
            budget TEXT NOT NULL,
            window_key INTEGER NOT NULL,
            incarnation TEXT NOT NULL,
            granted INTEGER NOT NULL,
            returned INTEGER NOT NULL,
            charged INTEGER NOT NULL,
            released INTEGER NOT NULL,
            settled INTEGER NOT NULL,
            corrected INTEGER NOT NULL,
            overdraft INTEGER NOT NULL,
            PRIMARY KEY (scope, budget, window_key, incarnation)
        ) WITHOUT ROWID;

        CREATE TABLE receipts (
            id INTEGER PRIMARY KEY,
            incarnation TEXT NOT NULL,
            seq INTEGER NOT NULL,
            decision INTEGER NOT NULL,
            at_ticks INTEGER NOT NULL,
            kind TEXT NOT NULL,
            verdict TEXT NOT NULL,
            reason TEXT NOT NULL,
            leaf TEXT NOT NULL,
            deployment TEXT NOT NULL,
            input_tokens INTEGER NOT NULL,
            output_tokens INTEGER NOT NULL,
            bound_nanos INTEGER NOT NULL,
            cost_nanos INTEGER NOT NULL,
            price_version TEXT NOT NULL,
            plan_version INTEGER NOT NULL,
            blocker TEXT NOT NULL,
            needed INTEGER NOT NULL,
            headroom INTEGER NOT NULL,
            UNIQUE (incarnation, seq)
        );
        CREATE INDEX receipts_by_time ON receipts (at_ticks);
        -- All that a page over many leaves is sorted by, so that only the rows of the page are read.
        CREATE INDEX receipts_by_leaf ON receipts (leaf, at_ticks, incarnation, seq);
        CREATE INDEX receipts_by_decision ON receipts (incarnation, decision);

        -- One budget and window, so that the many legs name theirs by a small number.
        CREATE TABLE ledgers (
            id INTEGER PRIMARY KEY,
            scope TEXT NOT NULL,
            budget TEXT NOT NULL,
            window_key INTEGER NOT NULL,
            UNIQUE (scope, budget, window_key)
        );

        CREATE TABLE receipt_legs (
            receipt INTEGER NOT NULL REFERENCES receipts (id),
            place INTEGER NOT NULL,
            ledger INTEGER NOT NULL REFERENCES ledgers (id),
            amount INTEGER NOT NULL,
            PRIMARY KEY (receipt, place)
        ) WITHOUT ROWID;
        CREATE INDEX receipt_legs_by_ledger ON receipt_legs (ledger, receipt, amount);

        CREATE TABLE catalog (
            kind TEXT NOT NULL,
            version INTEGER NOT NULL,
            document TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            author TEXT NOT NULL,
            at_ticks INTEGER NOT NULL,
            PRIMARY KEY (kind, version)
        );

        CREATE TABLE keys (
            id TEXT NOT NULL PRIMARY KEY,
            sha256 TEXT NOT NULL UNIQUE,
            role TEXT NOT NULL,
            label TEXT NOT NULL,
            created_ticks INTEGER NOT NULL,
            revoked_ticks INTEGER
        ) WITHOUT ROWID;
        """;

    private const string Adjustments =
        """
        CREATE TABLE adjustments (
            scope TEXT NOT NULL,
            budget TEXT NOT NULL,
            window_key INTEGER NOT NULL,
            id TEXT NOT NULL,
            kind TEXT NOT NULL,
            amount INTEGER NOT NULL,
            reason TEXT NOT NULL,
            author TEXT NOT NULL,
            at_ticks INTEGER NOT NULL,
            PRIMARY KEY (scope, budget, window_key, id)
        ) WITHOUT ROWID;
        """;

    /// <summary>Receipts from before there were policies say that nothing was stated and no rule matched.</summary>
    private const string Policies =
        """
        ALTER TABLE receipts ADD COLUMN rule TEXT NOT NULL DEFAULT '';
        ALTER TABLE receipts ADD COLUMN task TEXT NOT NULL DEFAULT '';
        ALTER TABLE receipts ADD COLUMN priority TEXT NOT NULL DEFAULT 'Normal';
        ALTER TABLE receipts ADD COLUMN data_class TEXT NOT NULL DEFAULT '';
        ALTER TABLE receipts ADD COLUMN caller TEXT NOT NULL DEFAULT '';
        ALTER TABLE receipts ADD COLUMN shadow_rule TEXT NOT NULL DEFAULT '';
        ALTER TABLE receipts ADD COLUMN shadow_verdict TEXT NOT NULL DEFAULT '';
        ALTER TABLE receipts ADD COLUMN shadow_deployment TEXT NOT NULL DEFAULT '';
        """;

    private const string AnswerLengths =
        """
        CREATE TABLE answer_lengths (
            scope TEXT NOT NULL,
            task TEXT NOT NULL,
            model TEXT NOT NULL,
            buckets TEXT NOT NULL,
            PRIMARY KEY (scope, task, model)
        ) WITHOUT ROWID;
        """;

    /// <summary>A scope's pattern, and when a scope of one was written last; how many each pattern has made. Few are configured: they have an index of their own.</summary>
    private const string Patterns =
        """
        ALTER TABLE books ADD COLUMN pattern TEXT;
        ALTER TABLE books ADD COLUMN used_ticks INTEGER;
        CREATE INDEX books_configured ON books (scope) WHERE pattern IS NULL;
        CREATE TABLE patterns (
            pattern TEXT NOT NULL PRIMARY KEY,
            scopes INTEGER NOT NULL
        ) WITHOUT ROWID;
        """;

    private const string MaxAffordable = "ALTER TABLE receipts ADD COLUMN max_affordable INTEGER NOT NULL DEFAULT 0";

    private const string Weeks =
        """
        CREATE TABLE weeks (
            scope TEXT NOT NULL,
            budget TEXT NOT NULL,
            since_ticks INTEGER NOT NULL,
            hours TEXT NOT NULL,
            PRIMARY KEY (scope, budget)
        ) WITHOUT ROWID;
        """;

    private const string AheadOfCourse =
        """
        ALTER TABLE receipts ADD COLUMN ahead_budget TEXT NOT NULL DEFAULT '';
        ALTER TABLE receipts ADD COLUMN ahead_spent INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE receipts ADD COLUMN ahead_course INTEGER NOT NULL DEFAULT 0;
        """;

    private const string RateOwners =
        """
        CREATE TABLE rate_owners (
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            state TEXT NOT NULL,
            PRIMARY KEY (kind, name)
        ) WITHOUT ROWID;
        """;

    /// <summary>What a refusal says of waiting; and an index of refusals, for they are looked for by themselves and may be few among millions.</summary>
    private const string Refusals =
        """
        ALTER TABLE receipts ADD COLUMN retry_after_ms INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE receipts ADD COLUMN batch_bound_nanos INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX receipts_refused ON receipts (at_ticks, incarnation, seq) WHERE kind = 'Denied';
        """;

    private const string ScopeKeys =
        """
        ALTER TABLE keys ADD COLUMN scope TEXT NOT NULL DEFAULT '';
        ALTER TABLE keys ADD COLUMN refusal_status INTEGER NOT NULL DEFAULT 0;
        """;
}
