namespace BudgetMesh.Client.Tests.World;

/// <summary>A journal's directory, and one for its witnesses, that are there while a test runs. The witnesses lie in memory where the system has a place for that.</summary>
internal sealed class TempJournal : IDisposable
{
    public TempJournal() => Witnesses = WitnessFactAttribute.Missing is null ? Directory.CreateDirectory($"{WitnessFactAttribute.Memory}/budgetmesh-test-{Guid.NewGuid():N}").FullName : null;

    public string Path { get; } = Directory.CreateTempSubdirectory("budgetmesh-journal-").FullName;

    public string? Witnesses { get; }

    public string[] Lives => Directory.GetFiles(Path, "*.life");

    public string[] SetAside => Directory.GetFiles(Path, "*.unread");

    /// <summary>All that is written, with its witnesses: put back, it is as if the process had been killed now.</summary>
    public IReadOnlyDictionary<string, byte[]> Read() => Directory.GetFiles(Path, "*.life")
        .Concat(Witnesses is null ? [] : Directory.GetFiles(Witnesses))
        .ToDictionary(static file => file, static file => File.ReadAllBytes(file));

    public static void PutBack(IReadOnlyDictionary<string, byte[]> files)
    {
        foreach (var (file, bytes) in files)
            File.WriteAllBytes(file, bytes);
    }

    public GateOptions On(GateOptions options) => options with { Journal = Path, JournalWitness = Witnesses };

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        if (Witnesses is not null)
            Directory.Delete(Witnesses, recursive: true);
    }
}
