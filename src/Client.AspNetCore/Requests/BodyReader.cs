using System.Buffers;
using System.IO.Pipelines;
using BudgetMesh.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BudgetMesh.AspNetCore;

/// <summary>Takes a client's body in.</summary>
public static class BodyReader
{
    /// <summary>Null where it is larger than <see cref="RequestRules.BodyBytesMax"/>.</summary>
    /// <exception cref="BadHttpRequestException">It breaks off, or comes too slowly.</exception>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > RequestRules.BodyBytesMax)
            return null;
        // What is larger is found out here, and answered as a provider would.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = RequestRules.BodyBytesMax + 1L;
        var reader = request.BodyReader;
        while (true)
        {
            var read = await ReadAsync(reader, cancellation);
            if (read.Buffer.Length > RequestRules.BodyBytesMax)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async ValueTask<ReadResult> ReadAsync(PipeReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadAsync(cancellation);
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            // Its parts do not say rightly how long they are.
            throw new BadHttpRequestException($"the body cannot be read: {broken.Message}", broken);
        }
    }
}
