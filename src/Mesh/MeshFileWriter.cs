using System.Buffers;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BudgetMesh.Mesh;

/// <summary>Writes the JSON of a mesh as YAML: one field a line, lists of plain values on one.</summary>
internal static class MeshFileWriter
{
    private static readonly SearchValues<char> PlainLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -_./@%:");

    public static string Write(JsonNode mesh)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, EmitterSettings.Default.WithMaxSimpleKeyLength(1024).WithBestWidth(int.MaxValue));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        Write(mesh, emitter);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    /// <summary>What YAML takes for no value where it is not quoted.</summary>
    public static bool ReadsAsNothing(string plain) => plain is "" or "~" or "null" or "Null" or "NULL";

    private static void Write(JsonNode? node, Emitter emitter)
    {
        switch (node)
        {
            case JsonObject fields:
                emitter.Emit(new MappingStart());
                foreach (var (name, value) in fields)
                {
                    WriteText(name, emitter);
                    Write(value, emitter);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray items:
                var style = items.All(item => item is JsonValue) ? SequenceStyle.Flow : SequenceStyle.Block;
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, style));
                foreach (var item in items)
                    Write(item, emitter);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value:
                WriteText(value.GetValue<string>(), emitter);
                break;
            default:
                emitter.Emit(new Scalar("null"));
                break;
        }
    }

    private static void WriteText(string text, Emitter emitter) =>
        emitter.Emit(IsPlain(text)
            ? new Scalar(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false)
            : new Scalar(AnchorName.Empty, TagName.Empty, text, ScalarStyle.DoubleQuoted, isPlainImplicit: false, isQuotedImplicit: true));

    /// <summary>
    /// Whether a text is written without quotes. Fewer are than YAML allows: left to choose, the emitter writes some texts
    /// plain that the parser does not read back.
    /// </summary>
    private static bool IsPlain(string text) =>
        text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(PlainLetters) &&
        text[^1] is not (' ' or ':') && !text.Contains(": ", StringComparison.Ordinal) && !ReadsAsNothing(text);
}
