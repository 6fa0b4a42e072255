using System.Buffers;
using System.Text.Json;

namespace BudgetMesh.Http;

/// <summary>
/// A provider's usage as it becomes known. Where it comes in parts, as Anthropic's does, later parts add to earlier ones; counts only
/// grow, so of two the larger is the later.
/// </summary>
internal sealed class UsageMembers
{
    /// <summary>Members of a usage: providers have a dozen.</summary>
    private const int MembersMax = 64;

    /// <summary>Characters of one member: details are objects of a few counts.</summary>
    private const int MemberLengthMax = 4_096;

    private readonly Dictionary<string, string> _members = new(StringComparer.Ordinal);

    public bool IsEmpty => _members.Count == 0;

    public void Add(JsonElement usage)
    {
        if (usage.ValueKind != JsonValueKind.Object)
            return;
        foreach (var member in usage.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
                continue;
            var (name, text) = (member.Name, member.Value.GetRawText()); // each makes a string whenever it is asked
            var isKnown = _members.TryGetValue(name, out var before);
            if ((!isKnown && _members.Count >= MembersMax) || name.Length > MemberLengthMax || text.Length > MemberLengthMax)
                continue;
            if (isKnown && member.Value.TryGetCount(out var count) && long.TryParse(before, out var counted) && counted > count)
                continue;
            _members[name] = text;
        }
    }

    public long? Count(string name) => _members.TryGetValue(name, out var text) && long.TryParse(text, out var count) ? count : null;

    /// <summary>An answer that has this usage and nothing else, in UTF-8.</summary>
    /// <param name="output">Output tokens that there are at least; null where what was said is all.</param>
    public byte[] ToAnswer(string outputName, long? output)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("usage");
            var isMore = output > (Count(outputName) ?? -1);
            foreach (var (name, value) in _members.Where(member => !isMore || member.Key != outputName))
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value);
            }

            if (isMore)
                json.WriteNumber(outputName, output!.Value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
