using System.Net;

namespace BudgetMesh.Http;

/// <summary>A provider's answer that is metered while it is read.</summary>
internal sealed class MeteredContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly Exchange _exchange;
    private readonly TimeSpan _silenceMost;

    /// <param name="exchange">Begun.</param>
    public MeteredContent(HttpContent inner, Exchange exchange, TimeSpan silenceMost)
    {
        (_inner, _exchange, _silenceMost) = (inner, exchange, silenceMost);
        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            // Of what leaves something out the length is another.
            if (!exchange.Meter!.Filters || !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
        }
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() => Metered(await _inner.ReadAsStreamAsync().ConfigureAwait(false));

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        Metered(await _inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => Metered(_inner.ReadAsStream(cancellationToken));

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var metered = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (metered.ConfigureAwait(false))
            await metered.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var metered = CreateContentReadStream(cancellationToken);
        metered.CopyTo(stream);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _exchange.Meter!.Filters ? 0 : _inner.Headers.ContentLength ?? 0;
        return length > 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _exchange.Settle();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private MeteredStream Metered(Stream answer) => new(answer, _exchange, _silenceMost);
}
