using System.Text;

namespace BudgetMesh.Fuzz.Tests.Mutations;

/// <summary>Values that programs trip over, as they stand in JSON. None is longer than a few hundred kilobytes.</summary>
internal static class Nonsense
{
    private const int Deep = 5_000, Long = 200_000;

    private static readonly byte[][] Numbers =
    [
        .. new[]
        {
            "0", "-0", "-1", "1", "0.5", "1e0", "1e2", "1E+2", "100.0", "1e999", "-1e999", "1e-999", "1e18", "1e19", "2147483647", "2147483648", "4294967296", "999999999", "1000000000", "1000000001",
            "900000000000000000", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616",
            "0.000000000000000000000000000001", "123456789012345678901234567890123456789012345678901234567890", "01", "1.", ".5", "+1", "NaN", "Infinity", "-", "1e", "0x10",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    private static readonly byte[][] Strings =
    [
        .. new[]
        {
            "", " ", "a", "/", "//", "acme", "acme/", "/acme", "acme//chat", "acme/chat/run-1", "acme/other", "acme/*", "a/b/c/d/e/f/g/h/i/j", "..", "../../etc/passwd", "best", "%00", "%2f", "null", "0", "-1", "1e999", "12 USD",
            "-99999999999999999999 USD", "0.0000000001 USD", "2026-13-45T99:99:99Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999999-14:00", "Europe/Nowhere", "gate-1", "gate-1:1", "gate-1.1",
            "gate-0123456789ab-1.1", "😀", "ß", "İ", "\\u0000", "\\ud800", "\\udc00\\ud800", "\\uFEFF", "\\n", "\\r\\nX: y", "\\\"", "<script>", "' OR 1=1 --", "${jndi:x}", "data: [DONE]\\n\\n",
        }.Select(static text => Encoding.UTF8.GetBytes($"\"{text}\"")),
        Repeated("\"", "x", Long, "\""), Repeated("\"acme", "/x", 300, "\""), Repeated("\"", "\\u0001", 2_000, "\""),
        [(byte)'"', 0xC0, 0x80, (byte)'"'], [(byte)'"', 0xFF, 0xFE, (byte)'"'], [(byte)'"', 0xED, 0xA0, 0x80, (byte)'"'], [(byte)'"', 0xF4, 0x90, 0x80, 0x80, (byte)'"'], [(byte)'"', 0xE2, 0x82, (byte)'"'], [(byte)'"', 0, (byte)'"'], [(byte)'"', (byte)'\n', (byte)'"'], "\"\\x\""u8.ToArray(), "\"\\u12\""u8.ToArray(), "'a'"u8.ToArray(),
    ];

    private static readonly byte[][] Shapes =
    [
        .. new[] { "null", "true", "false", "[]", "{}", "[null]", "[[]]", "{\"a\":{}}", "{\"\":0}", "[1,2,3]", "[{}]", "nul", "True", "[,]", "{,}", "[1,]", "{\"a\":1,}", "/*x*/1", "" }.Select(Encoding.ASCII.GetBytes),
        Repeated("", "[", Deep, ""), Repeated("", "{\"a\":", Deep, ""), Nested("[", "]", 63), Nested("[", "]", 65), Nested("{\"a\":", "}", 1_000, "1"), Repeated("[", "0,", 20_000, "0]"), Repeated("[", "{},", 5_000, "{}]"), Repeated("[", "null,", 2_000, "null]"),
    ];

    /// <summary>Something to stand in the place of any value.</summary>
    public static byte[] Value(Random random) => random.Next(3) switch
    {
        0 => Number(random),
        1 => String(random),
        _ => Shapes[random.Next(Shapes.Length)],
    };

    public static byte[] Number(Random random) => Numbers[random.Next(Numbers.Length)];

    /// <summary>With its quotation marks, mostly.</summary>
    public static byte[] String(Random random) => Strings[random.Next(Strings.Length)];

    private static byte[] Repeated(string before, string text, int times, string after) =>
        Encoding.ASCII.GetBytes(new StringBuilder(before).Insert(before.Length, text, times).Append(after).ToString());

    private static byte[] Nested(string open, string close, int depth, string inner = "") => [.. Repeated("", open, depth, inner), .. Repeated("", close, depth, "")];
}
