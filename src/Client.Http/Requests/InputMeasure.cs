using System.Buffers;
using System.Text.Json;
using BudgetMesh.Pricing;

namespace BudgetMesh.Http;

/// <summary>Adds up what a model will read, value by value, without keeping any of it.</summary>
internal sealed class InputMeasure
{
    /// <summary>What stands around a request, and around each message, tool or part: roles and separators.</summary>
    private const int MilliPerRequest = 20_000, MilliPerObject = 4_000;

    /// <summary>What providers add where there are tools: a text that tells how to call them.</summary>
    private const int MilliOfTools = 600_000;

    /// <summary>Strings shorter than this are text whatever they hold.</summary>
    private const int MediaLengthLeast = 256;

    private static readonly SearchValues<byte> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_\\"u8);

    private long _milli = MilliPerRequest;
    private int _media;
    private long _mediaBytes;
    private int _unseen;

    /// <summary>Numbers are tokens, as embeddings may be asked for.</summary>
    public bool TakesTokens { get; init; }

    public bool HasMedia => _media > 0;

    public CacheWrites CacheWrites { get; private set; }

    public InputSize Size => new(_milli, _media, _mediaBytes, _unseen);

    public void AddTools() => _milli += MilliOfTools;

    public void AddUnseen() => _unseen++;

    /// <summary>The reader stands on a value; it is read to its end.</summary>
    public void Add(ref Utf8JsonReader json)
    {
        var depth = json.CurrentDepth;
        var name = Name.Other;
        do
        {
            switch (json.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = NameOf(json);
                    _milli += TextWeights.Of(json.ValueSpan, json.ValueIsEscaped);
                    if (name == Name.CacheControl)
                        CacheWrites = (CacheWrites)Math.Max((int)CacheWrites, (int)CacheWrites.FiveMinutes);
                    else if (name == Name.FileId)
                        _unseen++;
                    break;
                case JsonTokenType.String:
                    AddText(json, name);
                    name = Name.Other;
                    break;
                case JsonTokenType.Number:
                    _milli += TakesTokens ? TextWeights.Sign : TextWeights.Sign * json.ValueSpan.Length;
                    break;
                case JsonTokenType.StartObject:
                    _milli += MilliPerObject;
                    name = Name.Other;
                    break;
                case JsonTokenType.True or JsonTokenType.False:
                    _milli += TextWeights.Sign;
                    break;
            }
        }
        while ((json.CurrentDepth > depth || json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) && json.Read());
    }

    private void AddText(in Utf8JsonReader json, Name name)
    {
        var text = json.ValueSpan;
        if (name == Name.Type && IsMedium(json))
            _media++;
        else if (name == Name.TimeToLive && json.ValueTextEquals("1h"u8) && CacheWrites != CacheWrites.None)
            CacheWrites = CacheWrites.OneHour;
        if (name == Name.Data && text.Length >= MediaLengthLeast && (text.StartsWith("data:"u8) || !text[..MediaLengthLeast].ContainsAnyExcept(Base64)))
            _mediaBytes += text.Length;
        else
            _milli += TextWeights.Of(text, json.ValueIsEscaped);
    }

    private static bool IsMedium(in Utf8JsonReader json) =>
        json.ValueTextEquals("image_url"u8) || json.ValueTextEquals("input_image"u8) || json.ValueTextEquals("image"u8) || json.ValueTextEquals("input_audio"u8)
        || json.ValueTextEquals("file"u8) || json.ValueTextEquals("input_file"u8) || json.ValueTextEquals("document"u8);

    private static Name NameOf(in Utf8JsonReader json) =>
        json.ValueTextEquals("type"u8) ? Name.Type
        : json.ValueTextEquals("data"u8) || json.ValueTextEquals("url"u8) || json.ValueTextEquals("image_url"u8) || json.ValueTextEquals("file_data"u8) ? Name.Data
        : json.ValueTextEquals("cache_control"u8) ? Name.CacheControl
        : json.ValueTextEquals("ttl"u8) ? Name.TimeToLive
        : json.ValueTextEquals("file_id"u8) ? Name.FileId
        : Name.Other;

    /// <summary>Names whose values mean something here.</summary>
    private enum Name
    {
        Other,
        Type,
        Data,
        CacheControl,
        TimeToLive,
        FileId,
    }
}
