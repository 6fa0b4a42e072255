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

    /// <summary>Writes a text, and goes on right behind it: what is written together lies together.</summary>
    public static void Write(ref Span<long> words, int room, string text)
    {
        Write(words[..room], text);
        words = words[WordsOf(words[0])..];
    }

    /// <summary>Reads a text, and goes on right behind it.</summary>
    /// <exception cref="FormatException">There is no text.</exception>
    public static string Read(ref ReadOnlySpan<long> words, int room)
    {
        var text = Read(words[..room]);
        words = words[WordsOf(words[0])..];
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

    private static int WordsOf(long bytes) => 1 + ((int)bytes + 7) / 8;
}
