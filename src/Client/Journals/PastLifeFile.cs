using BudgetMesh.Lending.Journals;

namespace BudgetMesh.Client;

/// <summary>The journal of a life that has ended, in a process that holds the journal's lock.</summary>
internal sealed class PastLifeFile(string path, string? witnessPath, PastLife life)
{
    public string Path => path;

    public PastLife Life => life;

    /// <summary>Why an owner refuses its last word; null where none does.</summary>
    public string? Refusal { get; set; }

    /// <summary>Everybody knows everything.</summary>
    public void Delete()
    {
        File.Delete(path);
        if (witnessPath is not null)
            File.Delete(witnessPath);
    }
}
