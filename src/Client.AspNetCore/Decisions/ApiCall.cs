using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BudgetMesh.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BudgetMesh.AspNetCore;

/// <summary>Reads and answers calls of the decision API: whole bodies, small ones, without a detour over streams.</summary>
internal static class ApiCall
{
    /// <summary>Bytes of a body; a batch of requests has some ten thousand, a provider's answer that is sent to settle with may have more.</summary>
    public const int BodyBytesMax = 1 << 20;

    /// <summary>A handler whose errors are told in the API's form.</summary>
    public static RequestDelegate Handle(Func<HttpContext, Task> handler) => async context =>
    {
        try
        {
            await handler(context);
        }
        catch (Exception failure) when (ErrorOf(failure) is { } error && !context.Response.HasStarted)
        {
            await context.AnswerAsync(error.Status, error.WriteTo);
        }
    };

    /// <exception cref="ApiError">The body is too large, or not what was asked for; the message says where.</exception>
    public static async ValueTask<T> ReadAsync<T>(this HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = BodyBytesMax;
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await ReadAsync(reader, context.RequestAborted);
            var isOver = read.IsCompleted || read.Buffer.Length > BodyBytesMax;
            try
            {
                if (read.Buffer.Length > BodyBytesMax)
                    throw ApiError.TooLarge(BodyBytesMax);
                if (isOver)
                    return Parse(read.Buffer, type);
            }
            finally
            {
                // Whatever it was: the server cannot go on with a body that somebody still reads.
                reader.AdvanceTo(isOver ? read.Buffer.End : read.Buffer.Start, read.Buffer.End);
            }
        }
    }

    /// <summary>Answers JSON.</summary>
    public static async Task AnswerAsync(this HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>(512);
        await using (var json = new Utf8JsonWriter(body))
            write(json);
        await context.AnswerAsync(status, body.WrittenMemory);
    }

    /// <inheritdoc cref="AnswerAsync(HttpContext, int, Action{Utf8JsonWriter})"/>
    public static async Task AnswerAsync(this HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    public static void AddHeaders(this HttpResponse response, IEnumerable<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in headers)
            response.Headers[name] = value;
    }

    /// <exception cref="ApiError">Its parts do not say rightly how long they are.</exception>
    private static async ValueTask<ReadResult> ReadAsync(PipeReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadAsync(cancellation);
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            throw ApiError.Invalid($"the body cannot be read: {broken.Message}");
        }
    }

    private static T Parse<T>(in ReadOnlySequence<byte> body, JsonTypeInfo<T> type)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            var value = JsonSerializer.Deserialize(ref reader, type) ?? throw ApiError.Invalid("the body is null: send an object");
            return reader.Read() ? throw ApiError.Invalid("the body goes on after its JSON object") : value;
        }
        catch (JsonException broken)
        {
            throw ApiError.Invalid(string.Create(CultureInfo.InvariantCulture, $"the body is not what this route takes: {broken.Message}"), broken.Path);
        }
    }

    [SuppressMessage("Style", "IDE0072", Justification = "What is not told is thrown on.")]
    private static ApiError? ErrorOf(Exception failure) => failure switch
    {
        ApiError error => error,
        SiloException away => ApiError.Away(away),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ApiError.TooLarge(BodyBytesMax),
        BadHttpRequestException bad => ApiError.Invalid(bad.Message),
        _ => null,
    };
}
