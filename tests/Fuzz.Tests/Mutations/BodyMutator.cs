using System.Text;
using System.Text.Json;

namespace BudgetMesh.Fuzz.Tests.Mutations;

/// <summary>Makes something else of a good body: another structure where it is JSON, other bytes always.</summary>
internal static class BodyMutator
{
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    public static byte[] Mutate(byte[] good, bool isJson, Random random)
    {
        var body = good;
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            // What is broken already is edited on as bytes.
            body = isJson && random.Next(4) > 0 && TryParts(body, out var parts) ? Restructure(body, parts, random) : Rewrite(body, random);
        }

        return body;
    }

    private static bool TryParts(byte[] body, out IReadOnlyList<JsonPart> parts)
    {
        try
        {
            parts = JsonPart.Of(body);
            return parts.Count > 0;
        }
        catch (JsonException)
        {
            parts = [];
            return false;
        }
    }

    private static byte[] Restructure(byte[] body, IReadOnlyList<JsonPart> parts, Random random)
    {
        var part = parts[random.Next(parts.Count)];
        var (whole, value) = (body[part.Start..part.End], body[part.ValueStart..part.End]);
        switch (random.Next(10))
        {
            case 0 or 1:
                return Splice(body, part.ValueStart, part.End, Nonsense.Value(random));
            case 2 or 3:
                // The same type, so that more than the reading of it is tried.
                return Splice(body, part.ValueStart, part.End, part.Type == JsonTokenType.Number ? Nonsense.Number(random) : part.Type == JsonTokenType.String ? Nonsense.String(random) : Nonsense.Value(random));
            case 4:
                return Splice(body, part.Start, part.End, []); // a comma is left over, now and then
            case 5:
                var end = part.End < body.Length && body[part.End] == ',' ? part.End + 1 : part.End;
                return Splice(body, part.Start, end, []);
            case 6:
                return Splice(body, part.End, part.End, [(byte)',', .. whole]); // twice
            case 7 when part.IsMember:
                var name = Nonsense.String(random);
                return Splice(body, part.Start, part.Start, [.. name, (byte)':', .. Nonsense.Value(random), (byte)',']);
            case 8:
                var other = parts[random.Next(parts.Count)];
                return Splice(body, part.ValueStart, part.End, body[other.ValueStart..other.End]);
            default:
                return Splice(body, part.ValueStart, part.End, [(byte)'[', .. value, (byte)']']);
        }
    }

    private static byte[] Rewrite(byte[] body, Random random)
    {
        var at = random.Next(body.Length + 1);
        switch (random.Next(10))
        {
            case 0 when at < body.Length:
                return Splice(body, at, at + 1, [(byte)random.Next(256)]);
            case 1:
                return Splice(body, at, at, [(byte)random.Next(256)]);
            case 2:
                return Splice(body, at, random.Next(at, body.Length + 1), []);
            case 3:
                return body[..at];
            case 4:
                return [.. Mark, .. body];
            case 5:
                return [.. body, .. random.Next(2) == 0 ? body : Nonsense.Value(random)];
            case 6:
                return random.Next(2) == 0 ? Encoding.Unicode.GetBytes(Encoding.Latin1.GetString(body)) : [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Encoding.Latin1.GetString(body))];
            case 7:
                return Splice(body, at, at, Nonsense.Value(random));
            case 8:
                return [.. Enumerable.Repeat((byte)" \n\t\0"[random.Next(4)], random.Next(100_000)), .. body];
            default:
                return Splice(body, at, at, body[..random.Next(body.Length + 1)]);
        }
    }

    private static byte[] Splice(byte[] body, int from, int to, byte[] by) => [.. body.AsSpan(0, from), .. by, .. body.AsSpan(to)];
}
