using System.Buffers;
using System.Text.Json;

namespace BudgetMesh.Http;

/// <summary>
/// Finds the usage in an answer that is one JSON object, as its bytes come. Keeps no more than a token of the JSON at a time: answers
/// with embeddings have megabytes of numbers.
/// </summary>
internal sealed class WholeAnswer
{
    /// <summary>The longest string that is waited for: an answer's text, or embeddings in base64. Beyond, the usage is not found.</summary>
    private const int TokenBytesMax = 16 * 1024 * 1024;

    private const int UsageBytesMax = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _rest = new();
    private readonly ArrayBufferWriter<byte> _usage = new();
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = RequestRules.DepthMax });
    private int _retryAt;
    private bool _isUsageNext;
    private bool _isInUsage;
    private bool _isTooLarge;
    private int _usages;

    /// <summary>The JSON cannot be read.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>There is one, and not two of which one is wrong.</summary>
    public bool HasUsage => _usages == 1 && !_isTooLarge;

    /// <summary>In UTF-8, as the provider wrote it, where there is one.</summary>
    public ReadOnlyMemory<byte> Usage => _usage.WrittenMemory;

    public void Feed(ReadOnlySpan<byte> bytes, bool isLast)
    {
        if (IsBroken)
            return;
        if (_rest.WrittenCount == 0)
        {
            var consumed = Read(bytes, isLast);
            if (!IsBroken)
                Keep(bytes[consumed..]);
            return;
        }

        _rest.Write(bytes);
        // A token that did not end is looked at again when there is twice as much of it: else a long one would be read as often as it is split.
        if (!isLast && _rest.WrittenCount < _retryAt)
            return;
        var read = Read(_rest.WrittenSpan, isLast);
        if (IsBroken)
            return;
        var left = _rest.WrittenSpan[read..].ToArray();
        _rest.ResetWrittenCount();
        Keep(left);
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        IsBroken = rest.Length > TokenBytesMax;
        if (IsBroken)
            return;
        _rest.Write(rest);
        _retryAt = 2 * rest.Length;
    }

    /// <summary>How much of the bytes was read.</summary>
    private int Read(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var json = new Utf8JsonReader(bytes, isLast, _state);
        var usageAt = 0;
        try
        {
            while (json.Read())
            {
                if (_isInUsage && json is { TokenType: JsonTokenType.EndObject, CurrentDepth: 1 })
                {
                    Add(bytes[usageAt..(int)json.BytesConsumed]);
                    _isInUsage = false;
                    _usages++;
                }
                else if (!_isInUsage && _isUsageNext && json.TokenType == JsonTokenType.StartObject)
                {
                    (_isInUsage, usageAt) = (true, (int)json.TokenStartIndex);
                }

                _isUsageNext = json is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && json.ValueTextEquals("usage"u8);
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            IsBroken = true;
        }

        if (_isInUsage)
            Add(bytes[usageAt..(int)json.BytesConsumed]);
        _state = json.CurrentState;
        return (int)json.BytesConsumed;
    }

    private void Add(ReadOnlySpan<byte> usage)
    {
        _isTooLarge |= _usage.WrittenCount + usage.Length > UsageBytesMax;
        if (!_isTooLarge)
            _usage.Write(usage);
    }
}
