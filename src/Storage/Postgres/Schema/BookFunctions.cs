namespace BudgetMesh.Storage.Postgres;

/// <summary>How the database judges a write of books: one call for each write, so that a pipeline of them needs no answer in between.</summary>
internal static class BookFunctions
{
    /// <summary>
    /// Whether a write would lend more than there is: true where it raises what is lent of a window while the cap, with all
    /// adjustments that add to it, is below what would be out. Of an account that is written, charges are counted as low as they can have
    /// been when the owner decided (charged as in the books, released as written): what gateways report between a grant and its write must
    /// not make a right grant look wrong. Where nothing more is lent, nothing is refused: what is out above a lowered cap stays out.
    /// </summary>
    public const string LendsBeyondCap =
        """
        CREATE FUNCTION lends_beyond_cap(
            p_scope text,
            w_budget text[], w_key bigint[], w_cap bigint[],
            a_incarnation text[], a_budget text[], a_key bigint[], a_granted bigint[], a_returned bigint[], a_released bigint[],
            j_id text[], j_budget text[], j_key bigint[], j_amount bigint[]
        ) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
        DECLARE
            raised record;
            v_out numeric;
            v_cap numeric;
        BEGIN
            FOR raised IN
                SELECT g.budget, g.window_key
                FROM unnest(a_incarnation, a_budget, a_key, a_granted, a_returned) AS g (incarnation, budget, window_key, granted, returned)
                LEFT JOIN accounts AS s ON s.scope = p_scope AND s.budget = g.budget AND s.window_key = g.window_key AND s.incarnation = g.incarnation
                GROUP BY g.budget, g.window_key
                HAVING sum(g.granted::numeric - g.returned) > sum(coalesce(s.granted::numeric - s.returned, 0))
            LOOP
                -- All that is stored, and of what is written the difference: there may be a thousand accounts, and few are written.
                SELECT coalesce(sum(greatest(s.granted - s.returned, s.charged - s.released)), 0) INTO v_out FROM accounts AS s
                WHERE s.scope = p_scope AND s.budget = raised.budget AND s.window_key = raised.window_key;
                SELECT v_out + coalesce(sum(
                    greatest(g.granted::numeric - g.returned, coalesce(s.charged, 0)::numeric - g.released)
                    - coalesce(greatest(s.granted - s.returned, s.charged - s.released), 0)), 0) INTO v_out
                FROM unnest(a_incarnation, a_budget, a_key, a_granted, a_returned, a_released) AS g (incarnation, budget, window_key, granted, returned, released)
                LEFT JOIN accounts AS s ON s.scope = p_scope AND s.budget = g.budget AND s.window_key = g.window_key AND s.incarnation = g.incarnation
                WHERE g.budget = raised.budget AND g.window_key = raised.window_key;

                -- A window that is nowhere has nothing to lend.
                SELECT coalesce(max(c.cap), 0) INTO v_cap FROM (
                    SELECT w.cap FROM windows AS w WHERE w.scope = p_scope AND w.budget = raised.budget AND w.window_key = raised.window_key
                    UNION ALL
                    SELECT g.cap FROM unnest(w_budget, w_key, w_cap) AS g (budget, window_key, cap) WHERE g.budget = raised.budget AND g.window_key = raised.window_key
                ) AS c;
                SELECT v_cap + coalesce(sum(j.amount), 0) INTO v_cap FROM (
                    SELECT s.amount FROM adjustments AS s WHERE s.scope = p_scope AND s.budget = raised.budget AND s.window_key = raised.window_key
                    UNION ALL
                    SELECT g.amount FROM unnest(j_id, j_budget, j_key, j_amount) AS g (id, budget, window_key, amount)
                    WHERE g.budget = raised.budget AND g.window_key = raised.window_key AND g.amount > 0
                        AND NOT EXISTS (SELECT FROM adjustments AS s WHERE s.scope = p_scope AND s.budget = g.budget AND s.window_key = g.window_key AND s.id = g.id)
                ) AS j;
                IF v_out > v_cap THEN
                    RETURN true;
                END IF;
            END LOOP;
            RETURN false;
        END $$;

        """;

    /// <summary>
    /// One conditional write. The row of the scope decides, and only where it was hit the other rows follow; a refusal is an answer,
    /// not an error, so it does not disturb what shares its transaction. Answers the name of a WriteOutcome.
    /// </summary>
    public const string WriteBook =
        """
        CREATE FUNCTION write_book(
            p_scope text, p_from_version bigint, p_from_epoch bigint, p_from_owner text,
            p_version bigint, p_epoch bigint, p_owner text, p_generation bigint, p_frozen text,
            p_opens_at bigint, p_pattern text, p_at_most bigint, p_forgets boolean,
            w_budget text[], w_key bigint[], w_start bigint[], w_end bigint[], w_cap bigint[], w_open boolean[],
            b_incarnation text[], b_seq bigint[], b_state text[],
            a_incarnation text[], a_budget text[], a_key bigint[], a_granted bigint[], a_returned bigint[],
            a_charged bigint[], a_released bigint[], a_settled bigint[], a_corrected bigint[], a_overdraft bigint[],
            j_id text[], j_budget text[], j_key bigint[], j_kind text[], j_amount bigint[], j_reason text[], j_author text[], j_at bigint[],
            x_budget text[], x_key bigint[], f_incarnation text[]
        ) RETURNS text LANGUAGE plpgsql AS $$
        DECLARE
            v_now bigint := (extract(epoch FROM clock_timestamp()) * 10000000)::bigint;
        BEGIN
            IF p_opens_at > v_now THEN
                RETURN 'TooEarly';
            END IF;

            IF p_from_version > 0 THEN
                -- Where somebody else holds the row, this waits, and looks at it again: if the version is still the one it was made from,
                -- then so is everything that the cap is judged by. Frozen books lend nothing, and take down what gateways say they have;
                -- who unfreezes them has seen that.
                UPDATE books SET version = p_version, epoch = p_epoch, owner = p_owner, generation = p_generation, frozen = p_frozen,
                    used_ticks = CASE WHEN pattern IS NULL THEN NULL ELSE v_now END
                WHERE scope = p_scope AND version = p_from_version AND epoch = p_from_epoch AND owner = p_from_owner
                    AND (p_frozen IS NOT NULL OR generation <> p_generation OR NOT lends_beyond_cap(
                        p_scope, w_budget, w_key, w_cap, a_incarnation, a_budget, a_key, a_granted, a_returned, a_released, j_id, j_budget, j_key, j_amount));
                IF NOT FOUND THEN
                    RETURN CASE
                        WHEN EXISTS (SELECT FROM books WHERE scope = p_scope AND version = p_from_version AND epoch = p_from_epoch AND owner = p_from_owner) THEN 'BeyondCap'
                        ELSE 'Conflict' END;
                END IF;
            ELSE
                -- Books that are not there are at epoch 0.
                IF p_from_epoch <> 0 OR EXISTS (SELECT FROM books WHERE scope = p_scope) THEN
                    RETURN 'Conflict';
                END IF;
                IF p_frozen IS NULL AND lends_beyond_cap(
                    p_scope, w_budget, w_key, w_cap, a_incarnation, a_budget, a_key, a_granted, a_returned, a_released, j_id, j_budget, j_key, j_amount) THEN
                    RETURN 'BeyondCap';
                END IF;
                IF p_pattern IS NOT NULL THEN
                    INSERT INTO patterns AS p (pattern, scopes) VALUES (p_pattern, 1)
                    ON CONFLICT (pattern) DO UPDATE SET scopes = p.scopes + 1 WHERE p.scopes < p_at_most;
                    IF NOT FOUND THEN
                        RETURN 'TooManyScopes';
                    END IF;
                END IF;
                INSERT INTO books (scope, version, epoch, owner, generation, frozen, pattern, used_ticks)
                VALUES (p_scope, p_version, p_epoch, p_owner, p_generation, p_frozen, p_pattern, CASE WHEN p_pattern IS NULL THEN NULL ELSE v_now END)
                ON CONFLICT DO NOTHING;
                IF NOT FOUND THEN
                    -- Somebody was faster, and committed only now.
                    UPDATE patterns SET scopes = scopes - 1 WHERE pattern = p_pattern;
                    RETURN 'Conflict';
                END IF;
            END IF;

            IF p_forgets THEN
                -- Receipts and adjustments stay: they are what happened.
                UPDATE patterns SET scopes = scopes - 1 WHERE pattern = (SELECT pattern FROM books WHERE scope = p_scope);
                DELETE FROM accounts WHERE scope = p_scope;
                DELETE FROM windows WHERE scope = p_scope;
                DELETE FROM borrowers WHERE scope = p_scope;
                DELETE FROM books WHERE scope = p_scope;
                RETURN 'Written';
            END IF;

            IF cardinality(w_budget) > 0 THEN
                INSERT INTO windows (scope, budget, window_key, start_ticks, end_ticks, cap, is_open)
                SELECT p_scope, g.* FROM unnest(w_budget, w_key, w_start, w_end, w_cap, w_open) AS g
                ON CONFLICT (scope, budget, window_key) DO UPDATE SET
                    start_ticks = excluded.start_ticks, end_ticks = excluded.end_ticks, cap = excluded.cap, is_open = excluded.is_open;
            END IF;
            IF cardinality(b_incarnation) > 0 THEN
                INSERT INTO borrowers (scope, incarnation, seq, state)
                SELECT p_scope, g.* FROM unnest(b_incarnation, b_seq, b_state) AS g
                ON CONFLICT (scope, incarnation) DO UPDATE SET seq = excluded.seq, state = excluded.state;
            END IF;
            IF cardinality(a_incarnation) > 0 THEN
                INSERT INTO accounts (scope, incarnation, budget, window_key, granted, returned, charged, released, settled, corrected, overdraft)
                SELECT p_scope, g.* FROM unnest(
                    a_incarnation, a_budget, a_key, a_granted, a_returned, a_charged, a_released, a_settled, a_corrected, a_overdraft) AS g
                ON CONFLICT (scope, budget, window_key, incarnation) DO UPDATE SET
                    granted = excluded.granted, returned = excluded.returned, charged = excluded.charged, released = excluded.released,
                    settled = excluded.settled, corrected = excluded.corrected, overdraft = excluded.overdraft;
            END IF;
            IF cardinality(j_id) > 0 THEN
                -- The same row again where a write is repeated whose fate was unknown.
                INSERT INTO adjustments (scope, id, budget, window_key, kind, amount, reason, author, at_ticks)
                SELECT p_scope, g.* FROM unnest(j_id, j_budget, j_key, j_kind, j_amount, j_reason, j_author, j_at) AS g
                ON CONFLICT (scope, budget, window_key, id) DO UPDATE SET
                    kind = excluded.kind, amount = excluded.amount, reason = excluded.reason, author = excluded.author, at_ticks = excluded.at_ticks;
            END IF;
            IF cardinality(x_budget) > 0 THEN
                DELETE FROM accounts AS s USING unnest(x_budget, x_key) AS g (budget, window_key)
                WHERE s.scope = p_scope AND s.budget = g.budget AND s.window_key = g.window_key;
                DELETE FROM windows AS s USING unnest(x_budget, x_key) AS g (budget, window_key)
                WHERE s.scope = p_scope AND s.budget = g.budget AND s.window_key = g.window_key;
            END IF;
            IF cardinality(f_incarnation) > 0 THEN
                DELETE FROM borrowers WHERE scope = p_scope AND incarnation = ANY (f_incarnation);
            END IF;
            RETURN 'Written';
        END $$;

        """;
}
