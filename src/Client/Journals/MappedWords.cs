using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace BudgetMesh.Client;

/// <summary>
/// A file as words in memory: what is stored is the system's at once, and outlives the process however that ends. Its room on
/// disk is taken when it is made: a store that finds the disk full would end the process.
/// </summary>
internal sealed unsafe class MappedWords : MemoryManager<long>
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _length;
    private long* _words;
    private long[]? _scratch;

    private MappedWords(FileStream stream, int length, MemoryMappedFileAccess access)
    {
        _length = length;
        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, access, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, (long)length * sizeof(long), access);
        // Of a view from the file's start the handle is the address; it stays good until Detach, and whoever detaches holds the gate's lock.
        _words = (long*)_view.SafeMemoryMappedViewHandle.DangerousGetHandle();
    }

    /// <summary>Makes a file of zeros for its owner alone.</summary>
    /// <exception cref="IOException">There is a file already, or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static MappedWords Create(string path, int length)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete, // a backup may read it; the directory's lock keeps others out
            PreallocationSize = (long)length * sizeof(long),
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return Map(new FileStream(path, options), length, MemoryMappedFileAccess.ReadWrite);
    }

    /// <summary>As much of a file as is whole words; null where that is nothing.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static MappedWords? Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = (int)Math.Min(stream.Length / sizeof(long), int.MaxValue / sizeof(long));
        if (length > 0)
            return Map(stream, length, MemoryMappedFileAccess.Read);
        stream.Dispose();
        return null;
    }

    public override Span<long> GetSpan() => _words is not null ? new Span<long>(_words, _length) : _scratch ??= new long[_length];

    /// <summary>Lets go of the file. Whoever writes on writes to nowhere. To be called by whoever keeps all others from writing meanwhile.</summary>
    public void Detach()
    {
        _words = null;
        _view.SafeMemoryMappedViewHandle.Dispose(); // first: the view itself would wait for the disk, which nobody needs
        _view.Dispose();
        _file.Dispose();
    }

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("nobody outside needs its address");

    public override void Unpin() => throw new NotSupportedException("it is never pinned");

    protected override void Dispose(bool disposing)
    {
        if (_words is not null)
            Detach();
    }

    private static MappedWords Map(FileStream stream, int length, MemoryMappedFileAccess access)
    {
        try
        {
            if (access == MemoryMappedFileAccess.ReadWrite)
                stream.SetLength((long)length * sizeof(long));
            return new MappedWords(stream, length, access);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
