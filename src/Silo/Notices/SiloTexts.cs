using System.Text.Json;
using BudgetMesh.Storage;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo;

/// <summary>What silos tell each other, as texts: a notice a line, as gates read them, and two kinds that are for silos alone.</summary>
internal static class SiloTexts
{
    /// <summary>A key was made or revoked.</summary>
    public static readonly Notice Keys = new("keys", null);

    /// <summary>There was more than could be told: look for yourself.</summary>
    public static readonly Notice Missed = new("missed", null);

    /// <summary>As few texts as they fit into.</summary>
    public static IReadOnlyList<string> Write(IEnumerable<Notice> notices)
    {
        List<string> texts = [];
        foreach (var notice in notices)
        {
            var line = JsonSerializer.Serialize(notice, WireJson.Default.Notice); // of ASCII: a character is a byte
            if (texts.Count > 0 && texts[^1].Length + 1 + line.Length <= INoticeChannel.TextBytesMax)
                texts[^1] += '\n' + line;
            else
                texts.Add(line);
        }

        return texts;
    }

    /// <summary>What this program cannot read, for a newer one has written it, counts as missed.</summary>
    public static IEnumerable<Notice> Read(string text) => text.Split('\n').Select(ReadLine);

    private static Notice ReadLine(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, WireJson.Default.Notice) ?? Missed;
        }
        catch (JsonException)
        {
            return Missed;
        }
    }
}
