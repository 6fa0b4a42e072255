using System.Buffers;
using System.Text.Json;

namespace BudgetMesh.Http;

/// <summary>
/// Reads along while a provider's answer passes, in pieces of any size, and knows in the end what it used. A state machine without I/O:
/// it keeps one event of a stream at most, and throws for no bytes whatever. Not safe from several threads.
/// </summary>
public sealed class AnswerMeter
{
    private readonly Dialect _dialect;
    private readonly EventReader? _events;
    private readonly WholeAnswer? _whole;
    private readonly UsageMembers _usage = new();
    private readonly bool _hidesUsage;
    private bool _isEnded;

    /// <param name="isStream">The answer comes as server-sent events; else as one JSON object.</param>
    /// <param name="hidesUsage">The event of a chat that has nothing but the usage is not passed on: the client has not asked for it.</param>
    public AnswerMeter(Dialect dialect, bool isStream, bool hidesUsage = false)
    {
        (_dialect, _hidesUsage) = (dialect, hidesUsage && isStream && dialect == Dialect.OpenAiChat);
        if (isStream)
            _events = new EventReader(Take);
        else
            _whole = new WholeAnswer();
    }

    public bool IsStream => _events is not null;

    /// <summary>Bytes may be left out: what is passed on comes by <see cref="Feed(ReadOnlySpan{byte}, IBufferWriter{byte})"/>, an event at a time.</summary>
    public bool Filters => _hidesUsage;

    /// <summary>The answer has come to its end, in its own words.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>
    /// Tokens of output that were streamed: one for each piece. Providers put one or a few tokens into a piece, so it is never more than
    /// what they count, but where pieces are of several tokens it is too little by as many times; what a model thought unseen is not in it.
    /// </summary>
    public long TokensStreamed { get; private set; }

    /// <summary>Tokens of the input, as the provider has counted them so far; null where it has said nothing.</summary>
    public long? InputTokens => _dialect switch
    {
        Dialect.AnthropicMessages => _usage.Count("input_tokens") is { } input
            ? input + (_usage.Count("cache_creation_input_tokens") ?? 0) + (_usage.Count("cache_read_input_tokens") ?? 0)
            : null,
        Dialect.OpenAiResponses => _usage.Count("input_tokens"),
        _ => _usage.Count("prompt_tokens"),
    };

    private string OutputName => _dialect is Dialect.OpenAiChat or Dialect.OpenAiEmbeddings ? "completion_tokens" : "output_tokens";

    /// <summary>Bytes that are passed on as they are; not for a meter that <see cref="Filters"/>.</summary>
    public void Feed(ReadOnlySpan<byte> bytes) => Feed(bytes, null);

    /// <param name="passed">Receives what is to be passed on, complete events only; null where nothing is.</param>
    public void Feed(ReadOnlySpan<byte> bytes, IBufferWriter<byte>? passed)
    {
        if (_events is not null)
        {
            _events.Feed(bytes, passed);
            return;
        }

        _whole!.Feed(bytes, isLast: false);
        passed?.Write(bytes);
    }

    /// <summary>No more bytes come. Saying it twice changes nothing.</summary>
    /// <param name="passed">Receives what is left to be passed on.</param>
    public void End(IBufferWriter<byte>? passed = null)
    {
        if (_isEnded)
            return;
        _isEnded = true;
        if (_events is not null)
        {
            _events.End(passed);
            return;
        }

        _whole!.Feed([], isLast: true);
        if (!_whole.HasUsage)
            return;
        Read(_whole.Usage, _usage.Add);
        IsComplete = !_whole.IsBroken;
    }

    /// <summary>
    /// An answer with its usage alone, as <c>Gate.Settle</c> reads it. Of a stream that broke off after the provider had counted its input,
    /// the output is what was streamed, at most <paramref name="outputBound"/>. False where the provider has said nothing.
    /// </summary>
    public bool TryGetUsage(TokenCount outputBound, out byte[] answer)
    {
        answer = [];
        if (InputTokens is null)
            return false;
        answer = _usage.ToAnswer(OutputName, IsComplete || _whole is not null ? null : Math.Min(TokensStreamed, outputBound.Value));
        return true;
    }

    private bool Take(ReadOnlyMemory<byte> data)
    {
        if (data.Span.SequenceEqual("[DONE]"u8))
        {
            IsComplete = true;
            return true;
        }

        var isPassed = true;
        Read(data, json =>
        {
            var read = StreamEvents.Read(_dialect, json);
            _usage.Add(read.Usage);
            TokensStreamed += read.Deltas;
            IsComplete |= read.IsEnd;
            isPassed = !(_hidesUsage && read.IsUsageOnly);
        });
        return isPassed;
    }

    private static void Read(ReadOnlyMemory<byte> text, Action<JsonElement> take)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = RequestRules.DepthMax });
            take(json.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // No JSON, or names with half a character in them: it says nothing, and is the client's to complain of.
        }
    }
}
