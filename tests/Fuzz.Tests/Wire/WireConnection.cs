using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BudgetMesh.Fuzz.Tests.Wire;

/// <summary>An answer as it came.</summary>
/// <param name="Ends">The server says that the connection ends with it.</param>
internal sealed record WireAnswer(int Status, string Head, byte[] Body, bool Ends)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>HTTP/1.1 by hand, for clients that no library would be.</summary>
internal sealed class WireConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[16 * 1024];
    private int _count;

    private WireConnection()
    {
    }

    public static async Task<WireConnection> OpenAsync(Uri server, CancellationToken cancellation)
    {
        var connection = new WireConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, server.Port, cancellation);
        return connection;
    }

    /// <summary>False where the server has gone meanwhile.</summary>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            while (!bytes.IsEmpty)
                bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, cancellation)..];
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Nothing more will be sent; what the server says is still read.</summary>
    public void EndSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It has gone.
        }
    }

    /// <summary>The next answer that is none of the provisional ones; null where the connection ends before it is whole.</summary>
    /// <param name="hasBody">An answer to HEAD has none.</param>
    public async Task<WireAnswer?> ReadAsync(bool hasBody, CancellationToken cancellation)
    {
        while (true)
        {
            if (await ReadHeadAsync(cancellation) is not { } head)
                return null;
            var status = int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture);
            if (status is 100)
                continue;
            var ends = HeaderOf(head, "Connection")?.Equals("close", StringComparison.OrdinalIgnoreCase) == true || head.StartsWith("HTTP/1.0", StringComparison.Ordinal);
            var body = !hasBody || status is 204 or 304 ? []
                : HeaderOf(head, "Transfer-Encoding") is not null ? await ReadChunksAsync(cancellation)
                : HeaderOf(head, "Content-Length") is { } length ? await TakeAsync(int.Parse(length, CultureInfo.InvariantCulture), cancellation)
                : await ReadToEndAsync(cancellation);
            return body is null ? null : new WireAnswer(status, head, body, ends);
        }
    }

    /// <summary>The head of the next answer, and no more of it; null where the connection ends before.</summary>
    public async Task<string?> ReadHeadAsync(CancellationToken cancellation)
    {
        int end;
        while ((end = _buffer.AsSpan(0, _count).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await FillAsync(cancellation))
                return null;
        }

        return Encoding.Latin1.GetString((await TakeAsync(end + 4, cancellation))!);
    }

    /// <summary>Whether the server has ended the connection; what it said until then does not matter.</summary>
    public async Task<byte[]> ReadToEndAsync(CancellationToken cancellation)
    {
        while (await FillAsync(cancellation))
            continue;
        return (await TakeAsync(_count, cancellation))!;
    }

    public void Dispose() => _socket.Dispose();

    private static string? HeaderOf(string head, string name)
    {
        foreach (var line in head.Split("\r\n"))
        {
            if (line.StartsWith(name, StringComparison.OrdinalIgnoreCase) && line.Length > name.Length && line[name.Length] == ':')
                return line[(name.Length + 1)..].Trim();
        }

        return null;
    }

    private async Task<byte[]?> ReadChunksAsync(CancellationToken cancellation)
    {
        var body = new List<byte>();
        while (true)
        {
            int end;
            while ((end = _buffer.AsSpan(0, _count).IndexOf("\r\n"u8)) < 0)
            {
                if (!await FillAsync(cancellation))
                    return null;
            }

            var length = int.Parse((await TakeAsync(end + 2, cancellation)).AsSpan(0, end), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (await TakeAsync(length + 2, cancellation) is not { } chunk)
                return null;
            if (length == 0)
                return [.. body];
            body.AddRange(chunk.AsSpan(0, length));
        }
    }

    private async Task<byte[]?> TakeAsync(int count, CancellationToken cancellation)
    {
        while (_count < count)
        {
            if (!await FillAsync(cancellation))
                return null;
        }

        var taken = _buffer[..count];
        _buffer.AsSpan(count, _count - count).CopyTo(_buffer);
        _count -= count;
        return taken;
    }

    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        if (_count == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        try
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(_count), SocketFlags.None, cancellation);
            _count += read;
            return read > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
