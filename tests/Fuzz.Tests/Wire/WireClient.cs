using System.Globalization;

namespace BudgetMesh.Fuzz.Tests.Wire;

/// <summary>Sends one request after the other, on one connection as long as they are framed as they should be.</summary>
internal sealed class WireClient(Uri server) : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private WireConnection? _kept;

    /// <summary>The statuses of all that was answered, in its order; empty where the connection ended without.</summary>
    /// <param name="isEndless">Only the head of the answer is waited for.</param>
    public async Task<IReadOnlyList<int>> SendAsync(WireRequest request, bool isEndless, CancellationToken cancellation)
    {
        try
        {
            return request.IsFramed && !isEndless ? await AskAsync(request, cancellation) : await ThrowAsync(request, isEndless, cancellation);
        }
        catch
        {
            Forget();
            throw;
        }
    }

    public void Dispose() => Forget();

    private async Task<IReadOnlyList<int>> AskAsync(WireRequest request, CancellationToken cancellation)
    {
        var isNew = _kept is null;
        _kept ??= await WireConnection.OpenAsync(server, cancellation);
        // What the server does not want to hear to its end it may answer before that.
        await _kept.SendAsync(request.Bytes, cancellation);
        var answer = await _kept.ReadAsync(hasBody: request.Method != "HEAD", cancellation);
        if (answer is null or { Ends: true })
            Forget();
        // A server may end a connection at which nothing goes on: that is no answer to this.
        return answer is not null ? [answer.Status] : isNew ? [] : await AskAsync(request, cancellation);
    }

    /// <summary>On a connection of its own, and no more is sent on it.</summary>
    private async Task<IReadOnlyList<int>> ThrowAsync(WireRequest request, bool isEndless, CancellationToken cancellation)
    {
        using var connection = await WireConnection.OpenAsync(server, cancellation);
        await connection.SendAsync(request.Bytes, cancellation);
        if (request.IsFramed)
            return await connection.ReadHeadAsync(cancellation) is { } head ? [int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture)] : [];
        var reading = ReadAllAsync(connection, request.Method != "HEAD" && !isEndless, isEndless, cancellation);
        // A server that waits for more is told that there is none; one that does not has time to answer somebody who is still there.
        using var moment = new PeriodicTimer(Moment);
        await Task.WhenAny(reading, moment.WaitForNextTickAsync(cancellation).AsTask());
        connection.EndSending();
        return await reading;
    }

    private static async Task<IReadOnlyList<int>> ReadAllAsync(WireConnection connection, bool hasBody, bool isEndless, CancellationToken cancellation)
    {
        var statuses = new List<int>();
        while (await connection.ReadAsync(hasBody, cancellation) is { } answer)
        {
            statuses.Add(answer.Status);
            if (isEndless)
                break;
        }

        return statuses;
    }

    private void Forget()
    {
        _kept?.Dispose();
        _kept = null;
    }
}
