using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace BudgetMesh.Silo.Tests;

/// <summary>A PNG of 8 bits a channel, not interlaced, as browsers make it.</summary>
internal sealed class Picture
{
    private const int SignatureBytes = 8, ChunkHeadBytes = 8, ChunkSumBytes = 4;

    private readonly byte[] _pixels;
    private readonly int _channels;

    public Picture(ReadOnlySpan<byte> png)
    {
        using var packed = new MemoryStream();
        for (var at = SignatureBytes; at < png.Length;)
        {
            var (length, kind) = (BinaryPrimitives.ReadInt32BigEndian(png[at..]), Encoding.ASCII.GetString(png.Slice(at + 4, 4)));
            var data = png.Slice(at + ChunkHeadBytes, length);
            if (kind == "IHDR")
            {
                (Width, Height) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
                _channels = data[9] switch { 2 => 3, 6 => 4, var other => throw new NotSupportedException($"colour type {other}") };
            }
            else if (kind == "IDAT")
            {
                packed.Write(data);
            }

            at += ChunkHeadBytes + length + ChunkSumBytes;
        }

        packed.Position = 0;
        _pixels = Unpack(packed);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>How many pixels there are of each colour.</summary>
    public Dictionary<int, int> Colours()
    {
        var colours = new Dictionary<int, int>();
        for (var at = 0; at < _pixels.Length; at += _channels)
        {
            var colour = (_pixels[at] << 16) | (_pixels[at + 1] << 8) | _pixels[at + 2];
            colours[colour] = colours.GetValueOrDefault(colour) + 1;
        }

        return colours;
    }

    /// <summary>Each row begins with the number of what its bytes are the difference to.</summary>
    private byte[] Unpack(Stream packed)
    {
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
        var stride = Width * _channels;
        var pixels = new byte[stride * Height];
        for (var row = 0; row < Height; row++)
        {
            var filter = unpacked.ReadByte();
            var line = pixels.AsSpan(row * stride, stride);
            unpacked.ReadExactly(line);
            var above = row == 0 ? new byte[stride] : pixels.AsSpan((row - 1) * stride, stride);
            for (var i = 0; i < stride; i++)
            {
                var (left, up, corner) = (i < _channels ? 0 : line[i - _channels], (int)above[i], i < _channels ? 0 : above[i - _channels]);
                line[i] += (byte)(filter switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Nearest(left, up, corner), _ => throw new FormatException($"filter {filter}") });
            }
        }

        return pixels;
    }

    private static int Nearest(int left, int up, int corner)
    {
        var (toLeft, toUp, toCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - corner - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
