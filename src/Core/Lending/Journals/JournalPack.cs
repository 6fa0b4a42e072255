using BudgetMesh.Holds;
using BudgetMesh.Routing;

namespace BudgetMesh.Lending.Journals;

/// <summary>The small things of a hold or receipt, a byte each in one word: legs, verdict, reason, kind, priority, and a shadow's verdict where there is a shadow.</summary>
internal static class JournalPack
{
    public static long Of(int legs, Verdict verdict, Reason reason, ReceiptKind kind, Priority priority, Verdict? shadow) =>
        (uint)legs | (long)verdict << 8 | (long)reason << 16 | (long)kind << 24 | (long)(byte)(sbyte)priority << 32 | (shadow is { } other ? (long)other + 1 : 0) << 40;

    /// <exception cref="FormatException">There are more than a hold can have.</exception>
    public static int Legs(long packed) => (packed & 0xFF) <= JournalLayout.LegWords ? (int)(packed & 0xFF) : throw new FormatException($"{packed & 0xFF} legs");

    public static Verdict Verdict(long packed) => Defined((Verdict)(packed >> 8 & 0xFF));

    public static Reason Reason(long packed) => Defined((Reason)(packed >> 16 & 0xFF));

    public static ReceiptKind Kind(long packed) => Defined((ReceiptKind)(packed >> 24 & 0xFF));

    public static Priority Priority(long packed) => Defined((Priority)(sbyte)(packed >> 32)); // its usual value is in the middle

    public static Verdict? Shadow(long packed) => (packed >> 40 & 0xFF) is var shadow and > 0 ? Defined((Verdict)(shadow - 1)) : null;

    private static T Defined<T>(T value)
        where T : struct, Enum => Enum.IsDefined(value) ? value : throw new FormatException($"{value} is no {typeof(T).Name}");
}
