using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using NodaTime;
using NodaTime.Text;

namespace BudgetMesh.Silo.Api;

/// <summary>Reads what a request brings; all methods throw <see cref="BadRequestException"/> with what would be right.</summary>
internal static class RequestReading
{
    public static async ValueTask<T> ReadJsonAsync<T>(this HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(request.BodyReader, type, request.HttpContext.RequestAborted)
                ?? throw new BadRequestException("the body is null: send an object");
        }
        catch (JsonException broken)
        {
            throw new BadRequestException($"the body is not what this route takes, at {broken.Path ?? "$"}: {broken.Message}");
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            throw Unreadable(broken);
        }
    }

    public static async ValueTask<string> ReadTextAsync(this HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        try
        {
            return await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        }
        catch (DecoderFallbackException)
        {
            throw new BadRequestException("the body is not UTF-8");
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            throw Unreadable(broken);
        }
    }

    public static async ValueTask<byte[]> ReadBytesAsync(this HttpRequest request)
    {
        using var body = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            throw Unreadable(broken);
        }

        return body.ToArray();
    }

    /// <summary>Null where the query does not have it.</summary>
    public static string? QueryText(this HttpRequest request, string name) =>
        request.Query[name] is { Count: > 0 } values ? values[^1] is { Length: > 0 } text ? text : null : null;

    public static long? QueryLong(this HttpRequest request, string name, long least) => request.QueryText(name) switch
    {
        null => null,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least => value,
        var text => throw new BadRequestException($"{name}={text}: write a whole number from {least}"),
    };

    /// <summary>How many entries to answer.</summary>
    public static int QueryLimit(this HttpRequest request, int usual, int most) => request.QueryLong("limit", 1) switch
    {
        null => usual,
        var limit when limit <= most => (int)limit,
        var limit => throw new BadRequestException($"limit={limit}: at most {most}"),
    };

    public static bool QueryFlag(this HttpRequest request, string name) => request.QueryText(name) switch
    {
        null or "false" or "0" => false,
        "true" or "1" => true,
        var text => throw new BadRequestException($"{name}={text}: write true or false"),
    };

    public static ScopePath? QueryScope(this HttpRequest request, string name) =>
        request.QueryText(name) is { } text ? Scope(text) : null;

    /// <summary>RFC 3339 with an offset.</summary>
    public static Instant? QueryInstant(this HttpRequest request, string name)
    {
        if (request.QueryText(name) is not { } text)
            return null;
        // A plus sign in a query that was not escaped has become a space.
        var parsed = OffsetDateTimePattern.Rfc3339.Parse(text.Replace(' ', '+'));
        // With an offset the last hours of the year 9999 are no instant any more.
        return parsed is { Success: true, Value.Year: < 9_999 } ? parsed.Value.ToInstant() : throw new BadRequestException($"{name}={text}: write a time such as 2026-03-01T00:00:00+01:00");
    }

    public static ScopePath Scope(string text) =>
        ScopePath.TryParse(text, out var scope, out var problem) ? scope : throw new BadRequestException(problem);

    /// <summary>Parts of the body do not say rightly how long they are; what else is wrong with a body the server says by itself.</summary>
    private static BadRequestException Unreadable(IOException broken) => new($"the body cannot be read: {broken.Message}");
}
