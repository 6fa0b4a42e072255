using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BudgetMesh.Mesh;

/// <summary>Writes the JSON of a mesh as YAML: one field a line, lists of plain values on one.</summary>
internal static class MeshFileWriter
{
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
        emitter.Emit(ReadsAsNothing(text) || text.Any(IsLostUnquoted)
            ? new Scalar(AnchorName.Empty, TagName.Empty, text, ScalarStyle.DoubleQuoted, isPlainImplicit: false, isQuotedImplicit: true)
            : new Scalar(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Any, isPlainImplicit: true, isQuotedImplicit: true));

    /// <summary>Characters that YAML counts as line breaks or control characters; the emitter escapes them only between double quotes.</summary>
    private static bool IsLostUnquoted(char letter) => char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\ufeff';
}
