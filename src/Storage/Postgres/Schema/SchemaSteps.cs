namespace BudgetMesh.Storage.Postgres;

/// <summary>
/// How the schema came to be, step by step: step n leads from version n − 1 to n. A step that was released is never edited; a change
/// is a new step, and one that changes what a function is given makes a new function, for processes of the version before still call
/// the old one. Instants are in 100 ns since 1970 UTC, money in nano-dollars, enums by name; what is ordered is ordered by its bytes.
/// </summary>
internal static class SchemaSteps
{
    public static IReadOnlyList<string> All { get; } = [Tables + BookFunctions.LendsBeyondCap + BookFunctions.WriteBook, Silos, ScopeKeys];

    // Books and accounts are written again and again: room in the page, so that a new version of a row needs no new entry of an index.
    private const string Tables =
        """
        CREATE TABLE books (
            scope text COLLATE "C" NOT NULL PRIMARY KEY,
            version bigint NOT NULL,
            epoch bigint NOT NULL,
            owner text NOT NULL,
            generation bigint NOT NULL,
            frozen text,
            pattern text COLLATE "C",
            used_ticks bigint
        ) WITH (fillfactor = 70);
        CREATE INDEX books_configured ON books (scope) WHERE pattern IS NULL;
        CREATE INDEX books_made ON books (pattern, scope) WHERE pattern IS NOT NULL;

        CREATE TABLE windows (
            scope text COLLATE "C" NOT NULL,
            budget text COLLATE "C" NOT NULL,
            window_key bigint NOT NULL,
            start_ticks bigint NOT NULL,
            end_ticks bigint NOT NULL,
            cap bigint NOT NULL,
            is_open boolean NOT NULL,
            PRIMARY KEY (scope, budget, window_key)
        );

        CREATE TABLE borrowers (
            scope text COLLATE "C" NOT NULL,
            incarnation text COLLATE "C" NOT NULL,
            seq bigint NOT NULL,
            state text NOT NULL,
            PRIMARY KEY (scope, incarnation)
        ) WITH (fillfactor = 70);

        CREATE TABLE accounts (
            scope text COLLATE "C" NOT NULL,
            budget text COLLATE "C" NOT NULL,
            window_key bigint NOT NULL,
            incarnation text COLLATE "C" NOT NULL,
            granted bigint NOT NULL,
            returned bigint NOT NULL,
            charged bigint NOT NULL,
            released bigint NOT NULL,
            settled bigint NOT NULL,
            corrected bigint NOT NULL,
            overdraft bigint NOT NULL,
            PRIMARY KEY (scope, budget, window_key, incarnation)
        ) WITH (fillfactor = 70);

        CREATE TABLE adjustments (
            scope text COLLATE "C" NOT NULL,
            budget text COLLATE "C" NOT NULL,
            window_key bigint NOT NULL,
            id text COLLATE "C" NOT NULL,
            kind text NOT NULL,
            amount bigint NOT NULL,
            reason text NOT NULL,
            author text NOT NULL,
            at_ticks bigint NOT NULL,
            PRIMARY KEY (scope, budget, window_key, id)
        );

        CREATE TABLE patterns (
            pattern text COLLATE "C" NOT NULL PRIMARY KEY,
            scopes bigint NOT NULL
        ) WITH (fillfactor = 50);

        -- Which receipts there are. In partitions a key is unique only together with the time, so identities are kept apart: whoever
        -- adds one here first has written the receipt, and a copy finds by its identity where the receipt lies.
        CREATE TABLE receipt_ids (
            incarnation text COLLATE "C" NOT NULL,
            seq bigint NOT NULL,
            id bigint NOT NULL,
            at_ticks bigint NOT NULL,
            PRIMARY KEY (incarnation, seq)
        );
        -- Each number stands for a block: a process takes one and gives its receipts numbers of it.
        CREATE SEQUENCE receipt_blocks;

        CREATE TABLE receipts (
            id bigint NOT NULL,
            incarnation text COLLATE "C" NOT NULL,
            seq bigint NOT NULL,
            decision bigint NOT NULL,
            at_ticks bigint NOT NULL,
            kind text NOT NULL,
            verdict text NOT NULL,
            reason text NOT NULL,
            leaf text COLLATE "C" NOT NULL,
            deployment text NOT NULL,
            input_tokens bigint NOT NULL,
            output_tokens bigint NOT NULL,
            bound_nanos bigint NOT NULL,
            cost_nanos bigint NOT NULL,
            price_version text NOT NULL,
            plan_version bigint NOT NULL,
            blocker text NOT NULL,
            needed bigint NOT NULL,
            headroom bigint NOT NULL,
            rule text NOT NULL,
            task text NOT NULL,
            priority text NOT NULL,
            data_class text NOT NULL,
            caller text NOT NULL,
            shadow_rule text NOT NULL,
            shadow_verdict text NOT NULL,
            shadow_deployment text NOT NULL,
            max_affordable bigint NOT NULL,
            ahead_budget text NOT NULL,
            ahead_spent bigint NOT NULL,
            ahead_course bigint NOT NULL,
            retry_after_ms bigint NOT NULL,
            batch_bound_nanos bigint NOT NULL,
            PRIMARY KEY (id, at_ticks)
        ) PARTITION BY RANGE (at_ticks);
        -- All that a page is sorted by, so that only the rows of the page are read.
        CREATE INDEX receipts_by_time ON receipts (at_ticks, incarnation, seq);
        CREATE INDEX receipts_by_leaf ON receipts (leaf, at_ticks, incarnation, seq);
        CREATE INDEX receipts_by_decision ON receipts (incarnation, decision);
        CREATE INDEX receipts_refused ON receipts (at_ticks, incarnation, seq) WHERE kind = 'Denied';
        CREATE TABLE receipts_other PARTITION OF receipts DEFAULT;

        -- One budget and window, so that the many legs name theirs by a small number.
        CREATE TABLE ledgers (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            scope text COLLATE "C" NOT NULL,
            budget text COLLATE "C" NOT NULL,
            window_key bigint NOT NULL,
            UNIQUE (scope, budget, window_key)
        );

        CREATE TABLE receipt_legs (
            receipt bigint NOT NULL,
            receipt_ticks bigint NOT NULL,
            place bigint NOT NULL,
            ledger bigint NOT NULL,
            amount bigint NOT NULL,
            PRIMARY KEY (receipt, receipt_ticks, place)
        ) PARTITION BY RANGE (receipt_ticks);
        CREATE INDEX receipt_legs_by_ledger ON receipt_legs (ledger, receipt) INCLUDE (amount);
        CREATE TABLE receipt_legs_other PARTITION OF receipt_legs DEFAULT;

        CREATE TABLE catalog (
            kind text NOT NULL,
            version bigint NOT NULL,
            document text NOT NULL,
            sha256 text NOT NULL,
            author text NOT NULL,
            at_ticks bigint NOT NULL,
            PRIMARY KEY (kind, version)
        );

        CREATE TABLE keys (
            id text COLLATE "C" NOT NULL PRIMARY KEY,
            sha256 text NOT NULL UNIQUE,
            role text NOT NULL,
            label text NOT NULL,
            created_ticks bigint NOT NULL,
            revoked_ticks bigint
        );

        CREATE TABLE answer_lengths (
            scope text COLLATE "C" NOT NULL,
            task text COLLATE "C" NOT NULL,
            model text COLLATE "C" NOT NULL,
            buckets text NOT NULL,
            PRIMARY KEY (scope, task, model)
        );

        CREATE TABLE weeks (
            scope text COLLATE "C" NOT NULL,
            budget text COLLATE "C" NOT NULL,
            since_ticks bigint NOT NULL,
            hours text NOT NULL,
            PRIMARY KEY (scope, budget)
        );

        CREATE TABLE rate_owners (
            kind text NOT NULL,
            name text NOT NULL,
            epoch bigint NOT NULL,
            state text NOT NULL,
            before text NOT NULL,
            PRIMARY KEY (kind, name)
        );

        """;

    private const string Silos =
        """
        CREATE TABLE silos (
            id text COLLATE "C" NOT NULL PRIMARY KEY,
            engine text NOT NULL,
            name text COLLATE "C" NOT NULL,
            alive_until_ticks bigint NOT NULL
        );
        """;

    private const string ScopeKeys =
        """
        ALTER TABLE keys ADD COLUMN scope text COLLATE "C" NOT NULL DEFAULT '';
        ALTER TABLE keys ADD COLUMN refusal_status bigint NOT NULL DEFAULT 0;
        """;
}
