using BudgetMesh.Lending;
using BudgetMesh.Lending.Journals;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Client;

/// <summary>
/// The journal of one gateway: a directory with a lock and a file for each life that has not said its last word. Whoever holds
/// the lock speaks for all of them.
/// </summary>
internal sealed class JournalDirectory : IDisposable
{
    public const string LifeSuffix = ".life", UnbornSuffix = ".unborn", UnreadSuffix = ".unread";

    public const string Remedy = "check that its disk is mounted for writing and has space, and that this user may write there";

    private readonly string _path;
    private readonly GateOptions _options;
    private readonly JournalLayout _layout;
    private readonly JournalLock _lock;
    private readonly WitnessPlace? _witnesses;

    private JournalDirectory(string path, GateOptions options, JournalLock held, WitnessPlace? witnesses)
    {
        (_path, _options, _lock, _witnesses) = (path, options, held, witnesses);
        _layout = JournalLayout.For(options.Limits);
        Past = ReadPast();
    }

    /// <summary>The lives that others have left, the oldest first.</summary>
    public IReadOnlyList<PastLifeFile> Past { get; }

    /// <summary>Takes the journal at <see cref="GateOptions.Journal"/>, and reads what is in it.</summary>
    /// <exception cref="JournalException">Another process has it, or it cannot be written or read.</exception>
    public static JournalDirectory Open(GateOptions options)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Journal!));
        if (File.Exists(path))
            throw new JournalException($"the journal {path} is a file: name a directory");
        JournalLock? held = null;
        try
        {
            Directory.CreateDirectory(path);
            held = JournalLock.Take(path);
            var witnesses = WitnessPlace.Find(options.JournalWitness, path);
            if (witnesses is null)
                options.Logger.LogWarning("Gate {Gate}: there is no file system in memory for the witness of journal {Journal}: if this process is killed, what it has is forfeited all the same", options.Name, path);
            return new JournalDirectory(path, options, held, witnesses);
        }
        catch (Exception failure)
        {
            held?.Dispose();
            if (failure is IOException or UnauthorizedAccessException)
                throw new JournalException($"the journal {path} cannot be used: {failure.Message}: {Remedy}", failure);
            throw;
        }
    }

    /// <summary>Makes the journal of a new life.</summary>
    /// <exception cref="JournalException">The disk is full, or may not be written.</exception>
    public LifeFile Begin(Incarnation incarnation)
    {
        try
        {
            var file = LifeFile.Create(_path, _witnesses, _layout, incarnation);
            if (_witnesses is not null && !file.HasWitness)
                _options.Logger.LogWarning("Gate {Gate}: no witness could be made for {Incarnation}: if this process is killed, what it has is forfeited all the same", _options.Name, incarnation);
            return file;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"the journal {_path} has no room for {_layout.Words / 131_072} MiB more: {failure.Message}: {Remedy}", failure);
        }
    }

    /// <summary>Nobody can say this last word: the file is kept for people, and its witness goes.</summary>
    public void SetAside(string file, string incarnation, string problem)
    {
        var aside = file + UnreadSuffix;
        File.Move(file, aside, overwrite: true);
        if (_witnesses is not null)
            File.Delete(_witnesses.PathOf(incarnation));
        _options.Logger.LogError(
            "Gate {Gate}: {File} is set aside as {Aside}: {Problem}. What {Incarnation} had stays charged until it is retired: budgetmesh gateways retire {Incarnation}",
            _options.Name, file, aside, problem, incarnation, incarnation);
    }

    /// <summary>Lets the next process have it.</summary>
    public void Dispose() => _lock.Dispose();

    private List<PastLifeFile> ReadPast()
    {
        foreach (var unborn in Directory.EnumerateFiles(_path, $"*{UnbornSuffix}"))
            File.Delete(unborn);
        var lives = new List<PastLifeFile>();
        var incarnations = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in new DirectoryInfo(_path).EnumerateFiles($"*{LifeSuffix}").OrderBy(static file => file.CreationTimeUtc))
        {
            var incarnation = Path.GetFileNameWithoutExtension(file.Name);
            if (TryRead(file.FullName, incarnation, out var life, out var problem))
            {
                incarnations.Add(incarnation);
                lives.Add(new PastLifeFile(file.FullName, _witnesses?.PathOf(incarnation), life!));
            }
            else
            {
                SetAside(file.FullName, incarnation, problem);
            }
        }

        _witnesses?.Sweep(incarnations);
        return lives;
    }

    private bool TryRead(string file, string incarnation, out PastLife? life, out string problem)
    {
        life = null;
        var words = MappedWords.Open(file);
        if (words is null)
        {
            problem = "it is empty";
            return false;
        }

        try
        {
            // The witness first: it never is ahead of the journal, and nobody writes either while the lock is held here.
            var witness = _witnesses?.Read(incarnation) ?? 0;
            if (!PastLife.TryRead(words.Memory, witness, out life, out problem))
                return false;
            if (life.Incarnation.Value == incarnation)
                return true;
            problem = $"it is the journal of {life.Incarnation}";
            return false;
        }
        finally
        {
            words.Detach();
        }
    }
}
