using BudgetMesh.Lending;
using BudgetMesh.Lending.Journals;

namespace BudgetMesh.Client;

/// <summary>The journal of one life: a file of its own in the journal's directory, and its witness where there is a place for one.</summary>
internal sealed class LifeFile
{
    private readonly string _path;
    private readonly string? _witnessPath;
    private readonly MappedWords _words;
    private readonly MappedWords? _witness;

    private LifeFile(Incarnation incarnation, JournalLayout layout, string path, MappedWords words, string? witnessPath, MappedWords? witness)
    {
        (Incarnation, _path, _words, _witnessPath, _witness) = (incarnation, path, words, witnessPath, witness);
        Journal = new GateJournal(layout, words.Memory, witness?.Memory ?? new long[1], incarnation);
    }

    public Incarnation Incarnation { get; }

    public GateJournal Journal { get; }

    public bool HasWitness => _witness is not null;

    /// <summary>Begins a life's journal. It gets its name when it can be read: one that a kill has caught at birth has lent nothing.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    public static LifeFile Create(string directory, WitnessPlace? place, JournalLayout layout, Incarnation incarnation)
    {
        var path = Path.Combine(directory, incarnation.Value + JournalDirectory.LifeSuffix);
        var unborn = path + JournalDirectory.UnbornSuffix;
        MappedWords? words = null;
        try
        {
            words = MappedWords.Create(unborn, layout.Words);
            var witnessPath = place?.PathOf(incarnation.Value);
            var file = new LifeFile(incarnation, layout, path, words, witnessPath, witnessPath is null ? null : TryCreateWitness(witnessPath));
            File.Move(unborn, path);
            return file;
        }
        catch
        {
            words?.Detach();
            File.Delete(unborn);
            throw;
        }
    }

    /// <summary>Nothing more is written: the files are for the next process. To be called under the lock of whoever writes.</summary>
    public void Detach()
    {
        _words.Detach();
        _witness?.Detach();
    }

    /// <summary>Everybody knows everything: nobody needs them.</summary>
    public void Delete()
    {
        File.Delete(_path); // first: a journal without a witness gives nothing back, a witness alone says nothing
        if (_witnessPath is not null)
            File.Delete(_witnessPath);
    }

    /// <summary>A place in memory that is full is as none.</summary>
    private static MappedWords? TryCreateWitness(string path)
    {
        try
        {
            return MappedWords.Create(path, 1);
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
