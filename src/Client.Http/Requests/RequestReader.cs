using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using BudgetMesh.Pricing;

namespace BudgetMesh.Http;

/// <summary>Reads a request's body in one pass, member by member. What it does not know it measures and leaves alone.</summary>
internal ref struct RequestReader
{
    private static readonly (string Name, Member Member)[] Known =
    [
        ("model", Member.Model), ("stream", Member.Stream), ("stream_options", Member.StreamOptions), ("n", Member.Choices),
        ("max_tokens", Member.MaxTokens), ("max_completion_tokens", Member.MaxTokens), ("max_output_tokens", Member.MaxTokens),
        ("tools", Member.Tools), ("functions", Member.Tools), ("metadata", Member.Metadata),
        ("previous_response_id", Member.Unseen), ("conversation", Member.Unseen), ("prompt", Member.Prompt), ("service_tier", Member.ServiceTier),
    ];

    private readonly ProviderRequest _request;
    private readonly InputMeasure _measure;
    private Utf8JsonReader _json;
    private ulong _seen;
    private string _problem = "";

    private RequestReader(ProviderRequest request)
    {
        _request = request;
        _measure = new InputMeasure { TakesTokens = request.Dialect == Dialect.OpenAiEmbeddings };
        _json = new Utf8JsonReader(request.Body.Span, new JsonReaderOptions { MaxDepth = RequestRules.DepthMax });
    }

    public static bool TryRead(Dialect dialect, ReadOnlyMemory<byte> body, [NotNullWhen(true)] out ProviderRequest? request, out string problem)
    {
        request = null;
        if (body.Length > RequestRules.BodyBytesMax)
        {
            problem = $"the body is larger than {RequestRules.BodyBytesMax} bytes";
            return false;
        }

        var reader = new RequestReader(new ProviderRequest(dialect, body));
        try
        {
            reader.ReadBody();
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The second is what the reader has for strings that are not UTF-8 or have half a surrogate.
            reader._problem = broken is JsonException ? $"the body is not JSON: {broken.Message}" : "the body has text that is not Unicode";
        }

        problem = reader._problem;
        if (problem.Length > 0)
            return false;
        request = reader._request;
        return true;
    }

    private void ReadBody()
    {
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject)
        {
            _problem = "the body is not a JSON object";
            return;
        }

        _request.MembersAt = (int)_json.BytesConsumed;
        for (var members = 0; _problem.Length == 0 && _json.Read() && _json.TokenType == JsonTokenType.PropertyName; members++)
        {
            if (members == RequestRules.MembersMax)
                _problem = $"the body has more than {RequestRules.MembersMax} members";
            else
                ReadMember();
        }

        if (_problem.Length > 0)
            return;
        // What follows the object makes it no JSON, which reading on finds.
        _json.Read();
        if (_request.Model.Length == 0)
            _problem = "model is missing";
        (_request.Input, _request.HasMedia) = (_measure.Size, _measure.HasMedia);
        // OpenAI's caches fill by themselves: where the price book has a price for that, it is to be held.
        _request.CacheWrites = _request.Dialect.IsAnthropic() ? _measure.CacheWrites : CacheWrites.FiveMinutes;
    }

    private void ReadMember()
    {
        var member = Find(out var index, out var name);
        if (_problem.Length > 0)
            return;
        // Of two members with one name providers take the first or the last: what was decided on must be what is served.
        if (index >= 0 && (_seen & 1ul << index) != 0)
        {
            _problem = $"{name} is in the body twice";
            return;
        }

        _seen |= index >= 0 ? 1ul << index : 0;
        _json.Read();
        var start = (int)_json.TokenStartIndex;
        switch (member)
        {
            case Member.Model:
                ReadModel();
                _request.ModelAt = new BodySpan(start, (int)_json.BytesConsumed);
                break;
            case Member.Stream:
                if (_json.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
                    _problem = "stream is true or false";
                _request.IsStream = _json.TokenType == JsonTokenType.True;
                break;
            case Member.MaxTokens:
                ReadBound(name, start);
                break;
            case Member.Choices when _request.Dialect == Dialect.OpenAiChat && _json.TokenType != JsonTokenType.Null:
                if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt32(out var choices) || choices is < 1 or > RequestRules.ChoicesMax)
                    _problem = $"n is a number from 1 to {RequestRules.ChoicesMax}";
                else
                    _request.Choices = choices;
                break;
            case Member.StreamOptions when _request.Dialect == Dialect.OpenAiChat:
                ReadStreamOptions(start);
                break;
            case Member.Metadata:
                ReadMetadata();
                break;
            case Member.Tools:
                ReadTools();
                break;
            case Member.ServiceTier when _json.TokenType == JsonTokenType.String && _json.ValueTextEquals("priority"u8):
                _problem = "service_tier priority has prices of its own, which are not held here";
                break;
            case Member.Unseen when _json.TokenType != JsonTokenType.Null:
            case Member.Prompt when _json.TokenType == JsonTokenType.StartObject:
                _measure.AddUnseen();
                _measure.Add(ref _json);
                break;
            default:
                _measure.Add(ref _json);
                break;
        }
    }

    /// <summary>Some servers do not mind the case of names: such a member might be a bound that was not seen here.</summary>
    private Member Find(out int index, out string name)
    {
        (index, name) = (-1, "");
        for (var i = 0; i < Known.Length; i++)
        {
            if (!_json.ValueTextEquals(Known[i].Name))
                continue;
            (index, name) = (i, Known[i].Name);
            return Known[i].Member;
        }

        if (_json.ValueSpan.Length <= 6 * 32 && _json.GetString() is { } other && Known.Any(known => known.Name.Equals(other, StringComparison.OrdinalIgnoreCase)))
            _problem = $"\"{other}\" is written in small letters";
        return Member.Other;
    }

    private void ReadModel()
    {
        if (_json.TokenType != JsonTokenType.String || _json.GetString() is not { Length: > 0 and <= Limits.PricedNameLengthMax } model)
            _problem = $"model is a name of 1 to {Limits.PricedNameLengthMax} characters";
        else
            _request.Model = model;
    }

    private void ReadBound(string name, int start)
    {
        // A member that this API does not know is the provider's to refuse; one that says nothing is written over.
        if (name == "max_output_tokens" != (_request.Dialect == Dialect.OpenAiResponses) || _request.Dialect == Dialect.OpenAiEmbeddings || (name != "max_tokens" && _request.Dialect.IsAnthropic()))
        {
            _measure.Add(ref _json);
            return;
        }

        if (_json.TokenType != JsonTokenType.Null)
        {
            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out var tokens) || tokens < 1 || !TokenCount.IsValid(tokens))
            {
                _problem = $"{name} is a number from 1 to {Limits.TokensPerRequestMax}";
                return;
            }

            if (_request.OutputBound is not { } other || other.Value < tokens)
                _request.OutputBound = new TokenCount(tokens);
        }

        _request.BoundsAt.Add(new BodySpan(start, (int)_json.BytesConsumed));
    }

    private void ReadStreamOptions(int start)
    {
        if (_json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
        {
            _problem = "stream_options is an object";
            return;
        }

        while (_json.TokenType != JsonTokenType.Null && _json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var isUsage = _json.ValueTextEquals("include_usage"u8);
            _json.Read();
            var at = (int)_json.TokenStartIndex;
            if (isUsage && _request.IncludeUsageAt is not null)
                _problem = "include_usage is in stream_options twice";
            else if (isUsage && _json.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
                _problem = "include_usage is true or false";
            if (_problem.Length > 0)
                return;
            if (isUsage)
                (_request.AsksForUsage, _request.IncludeUsageAt) = (_json.TokenType == JsonTokenType.True, new BodySpan(at, (int)_json.BytesConsumed));
            _json.Skip();
        }

        _request.StreamOptionsAt = new BodySpan(start, (int)_json.BytesConsumed);
    }

    private void ReadMetadata()
    {
        const string Prefix = "budgetmesh_";
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            _json.Skip();
            return;
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var name = _json.ValueSpan.StartsWith("budgetmesh_"u8) ? _json.GetString()![Prefix.Length..] : "";
            _json.Read();
            if (name.Length == 0)
            {
                _json.Skip();
                continue;
            }

            var value = _json.TokenType == JsonTokenType.String && _json.ValueSpan.Length <= 6 * Limits.LabelLengthMax ? _json.GetString()! : "";
            if (!_request.Labels.TryWith(name, value, out var labels))
            {
                _problem = $"metadata.{Prefix}{Shown(name)} is not one that policies can match";
                return;
            }

            _request.Labels = labels;
        }
    }

    private void ReadTools()
    {
        if (_json.TokenType == JsonTokenType.StartArray)
        {
            _request.HasTools = true;
            _measure.AddTools();
        }

        _measure.Add(ref _json);
    }

    private static string Shown(string text) => text.Length <= 40 ? text : $"{text.AsSpan(0, 40)}…";

    private enum Member
    {
        Other,
        Model,
        Stream,
        StreamOptions,
        Choices,
        MaxTokens,
        Tools,
        Metadata,
        Unseen,
        Prompt,
        ServiceTier,
    }
}
