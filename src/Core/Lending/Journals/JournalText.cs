using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace BudgetMesh.Lending.Journals;

/// <summary>Strings in a journal: a length in bytes, then UTF-8.</summary>
internal static class JournalText
{
    /// <summary>Writes as much of the text as there is room for: names are shorter, and one that is not is only shown.</summary>
    public static void Write(Span<long> words, string text)
    {
        Utf8.FromUtf16(text, MemoryMarshal.AsBytes(words[1..]), out _, out var bytes);
        words[0] = bytes;
    }

    /// <summary>Writes a text into its place, and goes on to the next.</summary>
    public static void Write(ref Span<long> words, int room, string text)
    {
        Write(words[..room], text);
        words = words[room..];
    }

    /// <summary>Reads a text from its place, and goes on to the next.</summary>
    /// <exception cref="FormatException">There is no text.</exception>
    public static string Read(ref ReadOnlySpan<long> words, int room)
    {
        var text = Read(words[..room]);
        words = words[room..];
        return text;
    }

    /// <exception cref="FormatException">There is no text.</exception>
    public static string Read(ReadOnlySpan<long> words)
    {
        var bytes = MemoryMarshal.AsBytes(words[1..]);
        return words[0] >= 0 && words[0] <= bytes.Length
            ? Encoding.UTF8.GetString(bytes[..(int)words[0]])
            : throw new FormatException($"a text of {words[0]} bytes in a place of {bytes.Length}");
    }
}
