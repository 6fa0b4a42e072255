using System.Buffers;

namespace BudgetMesh.Http;

/// <summary>What to do with an event whose data has come, and whether its bytes are passed on.</summary>
internal delegate bool EventTaker(ReadOnlyMemory<byte> data);

/// <summary>
/// Cuts a stream of bytes into server-sent events (HTML standard, section 9.2.6), wherever the bytes are split. Keeps one event at most;
/// one that is larger than <see cref="EventBytesMax"/> is passed on unread.
/// </summary>
internal sealed class EventReader(EventTaker take)
{
    /// <summary>The largest events have images in them.</summary>
    public const int EventBytesMax = 16 * 1024 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly ArrayBufferWriter<byte> _event = new(1024);
    private readonly ArrayBufferWriter<byte> _data = new(1024);

    /// <summary>Where the line begins that is being read, within the event.</summary>
    private int _lineStart;
    private long _lineLength;
    private bool _hasData;
    private bool _isSkimming;
    private bool _afterReturn;
    private bool _isFirstLine = true;

    /// <summary>Events that were too large to be read.</summary>
    public int Unread { get; private set; }

    /// <param name="passed">Receives the bytes that are passed on, complete events only; null where nobody wants them.</param>
    public void Feed(ReadOnlySpan<byte> bytes, IBufferWriter<byte>? passed)
    {
        while (!bytes.IsEmpty)
        {
            if (_afterReturn)
            {
                _afterReturn = false;
                if (bytes[0] == '\n')
                {
                    Keep(bytes[..1], passed);
                    _lineStart = _event.WrittenCount;
                    bytes = bytes[1..];
                    continue;
                }
            }

            var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
            if (end < 0)
            {
                _lineLength += bytes.Length;
                Keep(bytes, passed);
                return;
            }

            _lineLength += end;
            Keep(bytes[..(end + 1)], passed);
            _afterReturn = bytes[end] == '\r';
            EndLine(passed);
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>What came of an event that never ended is no event; it is passed on as it is.</summary>
    public void End(IBufferWriter<byte>? passed)
    {
        passed?.Write(_event.WrittenSpan);
        Clear();
    }

    private void Keep(ReadOnlySpan<byte> bytes, IBufferWriter<byte>? passed)
    {
        if (_isSkimming)
        {
            passed?.Write(bytes);
            return;
        }

        _event.Write(bytes);
        if (_event.WrittenCount <= EventBytesMax)
            return;
        passed?.Write(_event.WrittenSpan);
        Clear();
        _isSkimming = true;
        Unread++;
    }

    private void EndLine(IBufferWriter<byte>? passed)
    {
        var length = _lineLength;
        _lineLength = 0;
        if (length == 0)
        {
            EndEvent(passed);
            return;
        }

        if (_isSkimming)
            return;
        var line = _event.WrittenSpan.Slice(_lineStart, (int)length);
        if (_isFirstLine && line.StartsWith(ByteOrderMark))
            line = line[ByteOrderMark.Length..];
        _isFirstLine = false;
        _lineStart = _event.WrittenCount;
        TakeLine(line);
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("data"u8) || (line.Length > 4 && line[4] != ':'))
            return;
        var value = line.Length > 4 ? line[5..] : [];
        if (value.StartsWith(" "u8))
            value = value[1..];
        if (_hasData)
            _data.Write("\n"u8);
        _data.Write(value);
        _hasData = true;
    }

    private void EndEvent(IBufferWriter<byte>? passed)
    {
        if (!_isSkimming && (!_hasData || take(_data.WrittenMemory)))
            passed?.Write(_event.WrittenSpan);
        Clear();
        _isSkimming = false;
    }

    private void Clear()
    {
        _event.ResetWrittenCount();
        _data.ResetWrittenCount();
        (_lineStart, _hasData) = (0, false);
    }
}
