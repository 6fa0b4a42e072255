namespace BudgetMesh.Lending.Journals;

/// <summary>
/// Where everything is in a journal, in words of 8 bytes: a store of one word is whole or not there, whenever the process is
/// killed. Rows have fixed sizes and strings are inline, so that writing one touches a line or two of memory and allocates nothing.
/// </summary>
/// <param name="Holds">Holds that may be open or expired at once.</param>
/// <param name="Receipts">Receipts that may wait for the silo.</param>
/// <param name="Slices">Budgets and windows with something in them, and scopes: those of a large mesh, a few windows each.</param>
public sealed record JournalLayout(int Holds, int Receipts, int Slices)
{
    /// <summary>Changes whenever the layout does: a journal of another format is not read.</summary>
    public const long Magic = 0x314A_4D42_4744_5542;

    public const int HoldsAt = 1, ReceiptsAt = 2, SlicesAt = 3, WrittenAt = 4, ActiveAt = 5, OverflowAt = 6, WritesAt = 7, IncarnationAt = 8, HeaderWords = 32;

    public const int ScopeWords = 1 + Limits.ScopePathLengthMax / 8;

    /// <summary>Names of budgets, deployments and price versions, cut to this many bytes and a length.</summary>
    public const int NameWords = 1 + 128 / 8;

    public const int LabelWords = 1 + Limits.LabelLengthMax / 8;

    /// <summary>The rules that matched, and what the request stated of itself: task, data class, caller.</summary>
    public const int RulingWords = NameWords + 3 * LabelWords;

    /// <summary>Words of a leg: its slice's row.</summary>
    public const int LegWords = Limits.LegsPerHoldMax;

    public const int OwnerWords = 1 + ScopeWords;

    public const int SliceWords = 7 + ScopeWords + NameWords;

    /// <summary>Where in a slice's row its unit is.</summary>
    public const int UnitAt = 6;

    public const int HoldWords = 9 + LegWords + ScopeWords + 2 * NameWords + RulingWords;

    public const int ReceiptWords = 15 + LegWords + 2 * ScopeWords + 5 * NameWords + RulingWords;

    /// <summary>What acknowledged receipts sum up to, by slice, twice: one is in force while the other is written.</summary>
    public int SumsWords => 1 + 2 * Slices;

    public static JournalLayout For(GateLimits limits) => new(limits.HoldsMax, limits.ReceiptsMax, limits.JournalSlicesMax);

    public int Words => Receipt(0) + Receipts * ReceiptWords;

    public int Sums(long which) => HeaderWords + (int)which * SumsWords;

    public int Owner(int row) => Sums(2) + row * OwnerWords;

    public int Slice(int row) => Owner(Slices) + row * SliceWords;

    public int Hold(int slot) => Slice(Slices) + slot * HoldWords;

    public int Receipt(long seq) => Hold(Holds) + (int)(seq % Receipts) * ReceiptWords;
}
