using System.Globalization;
using System.Text;

namespace BudgetMesh.Fuzz.Tests.Wire;

/// <summary>A request as it goes over the wire. Each character of its head is a byte.</summary>
internal sealed record WireRequest(string Method, string Target)
{
    public string Version { get; init; } = "HTTP/1.1";

    public string LineEnd { get; init; } = "\r\n";

    /// <summary>Lines without their ends; <c>Content-Length</c> is added where <see cref="Body"/> is there.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>What is sent, instead of all the above, where its framing is not HTTP's.</summary>
    public byte[]? Raw { get; init; }

    /// <summary>Its end is where it says, so another may follow on the connection.</summary>
    public bool IsFramed => Raw is null;

    public byte[] Bytes => Raw ?? [.. Head(Body is null ? [] : [string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}")]), .. Body ?? []];

    /// <summary>The head, with some lines more.</summary>
    public byte[] Head(params IEnumerable<string> more) => Encoding.Latin1.GetBytes(string.Join(LineEnd, [$"{Method} {Target} {Version}", .. Lines, .. more, "", ""]));

    /// <summary>For people, and short.</summary>
    public override string ToString()
    {
        const int Shown = 2_000;
        var text = new StringBuilder();
        foreach (var one in Bytes.Take(Shown))
            text.Append(one is >= 0x20 and < 0x7F and not (byte)'\\' ? ((char)one).ToString() : one == (byte)'\n' ? "\\n\n" : string.Create(CultureInfo.InvariantCulture, $"\\x{one:x2}"));
        return Bytes.Length > Shown ? string.Create(CultureInfo.InvariantCulture, $"{text}… ({Bytes.Length} bytes)") : text.ToString();
    }
}
