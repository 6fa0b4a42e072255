using System.Security.Cryptography;
using System.Text;

namespace BudgetMesh.Client;

/// <summary>
/// Where the witnesses of one journal are: on a file system in memory, so that a reboot takes them away. Their names follow from
/// the journal's path: a copy of the journal at another place has none.
/// </summary>
internal sealed class WitnessPlace
{
    private const string Usual = "/dev/shm";

    private readonly string _directory;
    private readonly string _prefix;

    private WitnessPlace(string directory, string prefix) => (_directory, _prefix) = (directory, prefix);

    /// <param name="chosen">A directory in memory, or null for the usual place of this system.</param>
    /// <param name="journal">The journal's full path.</param>
    /// <returns>Null where nobody chose one and the system has none.</returns>
    /// <exception cref="JournalException">The chosen directory is not there, or outlives a reboot.</exception>
    public static WitnessPlace? Find(string? chosen, string journal)
    {
        var directory = chosen ?? Usual;
        if (!IsInMemory(directory))
        {
            return chosen is null
                ? null
                : throw new JournalException($"the journal's witness cannot be in {chosen}: name a directory that is there, on a file system in memory (tmpfs), so that it is gone after a reboot");
        }

        var identity = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(journal)).AsSpan(0, 12));
        return new WitnessPlace(directory, $"budgetmesh-{identity}-");
    }

    public string PathOf(string incarnation) => Path.Combine(_directory, _prefix + incarnation);

    /// <summary>What the witness of a life has counted; 0 where it is gone.</summary>
    public long Read(string incarnation)
    {
        try
        {
            var bytes = File.ReadAllBytes(PathOf(incarnation));
            return bytes.Length < sizeof(long) ? 0 : BitConverter.ToInt64(bytes);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Removes the witnesses of lives that the journal has not: somebody has deleted them by hand.</summary>
    public void Sweep(IReadOnlySet<string> incarnations)
    {
        foreach (var path in Directory.EnumerateFiles(_directory, $"{_prefix}*"))
        {
            if (!incarnations.Contains(Path.GetFileName(path)[_prefix.Length..]))
                File.Delete(path);
        }
    }

    private static bool IsInMemory(string directory)
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists(directory))
            return false;
        try
        {
            return new DriveInfo(Path.GetFullPath(directory)).DriveFormat is "tmpfs" or "ramfs";
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
