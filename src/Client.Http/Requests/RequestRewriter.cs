using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BudgetMesh.Http;

/// <summary>Puts a few values into a body, in place; the bytes around them are copied.</summary>
internal static class RequestRewriter
{
    public static ReadOnlyMemory<byte> Rewrite(ProviderRequest request, string model, TokenCount outputBound, string? boundField)
    {
        var edits = new List<(BodySpan At, string Text)>();
        var added = new StringBuilder();
        if (model != request.Model)
            edits.Add((request.ModelAt, Quoted(model)));
        EditBound(request, outputBound, boundField, edits, added);
        if (request.MustAskForUsage)
            AskForUsage(request, edits, added);
        if (added.Length > 0)
            edits.Add((new BodySpan(request.MembersAt, request.MembersAt), added.ToString()));
        return edits.Count == 0 ? request.Body : Apply(request.Body.Span, edits);
    }

    private static void EditBound(ProviderRequest request, TokenCount outputBound, string? boundField, List<(BodySpan At, string Text)> edits, StringBuilder added)
    {
        if (request.Dialect == Dialect.OpenAiEmbeddings || outputBound == request.OutputBoundOfAll)
            return;
        // Each answer gets its share, and at least the one token without which there is none.
        var each = Math.Max(1, outputBound.Value / request.Choices).ToString(CultureInfo.InvariantCulture);
        foreach (var at in request.BoundsAt)
            edits.Add((at, each));
        if (request.BoundsAt.Count == 0)
            added.Append(CultureInfo.InvariantCulture, $"{Quoted(boundField ?? OwnField(request.Dialect))}:{each},");
    }

    private static string OwnField(Dialect dialect) => dialect switch
    {
        Dialect.OpenAiChat => "max_completion_tokens",
        Dialect.OpenAiResponses => "max_output_tokens",
        _ => "max_tokens",
    };

    private static void AskForUsage(ProviderRequest request, List<(BodySpan At, string Text)> edits, StringBuilder added)
    {
        if (request.IncludeUsageAt is { } include)
            edits.Add((include, "true"));
        else if (request.StreamOptionsAt is not { } options)
            added.Append("\"stream_options\":{\"include_usage\":true},");
        else if (request.Body.Span[options.Start] != '{')
            edits.Add((options, "{\"include_usage\":true}"));
        else
            edits.Add((new BodySpan(options.Start + 1, options.Start + 1), IsEmpty(request.Body.Span[options.Start..options.End]) ? "\"include_usage\":true" : "\"include_usage\":true,"));
    }

    private static bool IsEmpty(ReadOnlySpan<byte> braces) => braces[1..^1].Trim(" \t\r\n"u8).IsEmpty;

    private static byte[] Apply(ReadOnlySpan<byte> body, List<(BodySpan At, string Text)> edits)
    {
        edits.Sort(static (left, right) => left.At.Start.CompareTo(right.At.Start));
        var length = body.Length + edits.Sum(static edit => Encoding.UTF8.GetByteCount(edit.Text) - edit.At.Length);
        var result = new byte[length];
        var (read, written) = (0, 0);
        foreach (var (at, text) in edits)
        {
            var kept = body[read..at.Start];
            kept.CopyTo(result.AsSpan(written));
            written += kept.Length;
            written += Encoding.UTF8.GetBytes(text, result.AsSpan(written));
            read = at.End;
        }

        body[read..].CopyTo(result.AsSpan(written));
        return result;
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
