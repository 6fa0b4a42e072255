using System.Globalization;
using System.Text;
using BudgetMesh.Fuzz.Tests.Wire;

namespace BudgetMesh.Fuzz.Tests.Mutations;

/// <summary>Says wrongly where a request ends, or where its parts do.</summary>
internal static class FramingMutator
{
    private static readonly string[] Lengths = ["+{0}", " {0} ", "0x{0}", "{0},{0}", "{0}, 1", "-{0}", "{0}.0", "", "x", "99999999999999999999", "9223372036854775807", "00000000000{0}", "{0}\t", "\u00b2"];

    private static readonly string[] Codings = ["chunked", "Chunked", " chunked", "chunked ", "xchunked", "chunked, identity", "identity, chunked", "gzip, chunked", "chunked, chunked", "identity", "", "\u000bchunked", "chunked;x=y", "\"chunked\""];

    private static readonly string[] ChunkLines = ["{0}", "{0};a=b", "{0};{1}", "{0} ", "0{0}", "+{0}", "-{0}", "0x{0}", "FFFFFFFFFFFFFFFF", "7FFFFFFF", "80000000", "100000000", "", "zz", "{0}\n", "{0};a=\"\u0000\""];

    private static readonly string[] Versions = ["HTTP/1.0", "HTTP/1.2", "HTTP/0.9", "http/1.1", "HTTP/1.1x", "HTTP/", "", "HTTP/1,1", "HTTP/1.1 HTTP/1.1"];

    private static readonly string[] Oddities =
        ["X : y", ": y", "X", " folded", "X: a\r\n b", "X: a\u0000b", "X: a\rb", "X: a\nb: c", "\u00e4: y", "X y: z", "X:", "(x): y", "Host: other", "Host:", "Host: a b", "Connection: close, Transfer-Encoding", "Transfer-Encoding: chunked", "Content-Length: 0", "Expect: 100-continue", "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__"];

    public static WireRequest Mutate(WireRequest good, Random random)
    {
        var body = good.Body ?? [];
        var raw = random.Next(14) switch
        {
            0 => With(good, body, $"Content-Length: {body.Length}", $"Content-Length: {random.Next(body.Length + 5)}"),
            1 => With(good, body, "Content-Length: " + string.Format(CultureInfo.InvariantCulture, Of(Lengths, random), body.Length)),
            2 => With(good, Chunks(body, random), $"Content-Length: {(random.Next(2) == 0 ? body.Length : random.Next(10))}", "Transfer-Encoding: " + Of(Codings, random)),
            3 => With(good, random.Next(2) == 0 ? Chunks(body, random) : body, "Transfer-Encoding: " + Of(Codings, random)),
            4 => With(good, Chunks(body, random, Of(ChunkLines, random)), "Transfer-Encoding: chunked"),
            5 => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(good.Bytes).Replace("\r\n", random.Next(2) == 0 ? "\n" : "\r", StringComparison.Ordinal)),
            6 => With(good, body, Of(Oddities, random), $"Content-Length: {body.Length}"),
            7 => With(good, body, [.. Enumerable.Range(0, random.Next(50, 3_000)).Select(static number => $"x-{number}: {number}"), $"Content-Length: {body.Length}"]),
            8 => With(good, body, $"x: {new string('x', random.Next(1_000, 200_000))}", $"Content-Length: {body.Length}"),
            9 => (good with { Target = random.Next(3) == 0 ? "http://other/x" : good.Target + new string('x', random.Next(20_000)) }).Bytes,
            10 => (good with { Version = Of(Versions, random) }).Bytes,
            11 => [.. good.Bytes, .. random.Next(2) == 0 ? good.Bytes : Garbage(random)],
            12 => With(good, body, $"Content-Length: {body.Length + random.Next(-5, 1_000_000)}"),
            _ => random.Next(4) == 0 ? [.. Garbage(random), .. good.Bytes] : good.Bytes[..random.Next(good.Bytes.Length)],
        };
        return good with { Raw = raw };
    }

    private static byte[] With(WireRequest good, byte[] body, params string[] lines) => [.. good.Head(lines), .. body];

    /// <summary>The body in two chunks and a last one.</summary>
    /// <param name="line">How a chunk says its length, in hexadecimal.</param>
    private static byte[] Chunks(byte[] body, Random random, string line = "{0}")
    {
        var half = body.Length / 2;
        byte[] Chunk(ReadOnlySpan<byte> part) =>
            [.. Encoding.Latin1.GetBytes(string.Format(CultureInfo.InvariantCulture, line, part.Length.ToString("x", CultureInfo.InvariantCulture), new string('e', 20_000))), .. "\r\n"u8, .. part, .. "\r\n"u8];
        byte[] last = random.Next(4) switch
        {
            0 => [],
            1 => "0\r\nX: trailer\r\nContent-Length: 3\r\n\r\n"u8.ToArray(),
            _ => "0\r\n\r\n"u8.ToArray(),
        };
        return [.. Chunk(body.AsSpan(0, half)), .. Chunk(body.AsSpan(half)), .. last];
    }

    private static byte[] Garbage(Random random)
    {
        var preludes = new[] { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000", "\r\n\r\n\r\n", "GET / HTTP/1.1\r\n", "\0\0\0\0", "GET\r\n\r\n", "SSH-2.0-x\r\n" };
        var noise = new byte[random.Next(200)];
        random.NextBytes(noise);
        return [.. Encoding.Latin1.GetBytes(Of(preludes, random)), .. noise];
    }

    private static string Of(string[] texts, Random random) => texts[random.Next(texts.Length)];
}
