using System.Globalization;

namespace BudgetMesh.Storage.Sqlite;

/// <summary>
/// One server per data directory. The file <c>lock</c> is held open with an exclusive lock, which the system drops when the
/// process ends, however it ends; <c>lock.holder</c> names the holder for the message that the next one gets.
/// (A locked file cannot be opened for reading by others, so the name needs a file of its own.)
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>Creates the directory where it is missing, and takes it.</summary>
    /// <exception cref="StoreUnavailableException">Another process has it, or it cannot be created or written.</exception>
    public static DirectoryLock Take(string directory)
    {
        if (File.Exists(directory))
            throw new StoreUnavailableException($"{directory} is a file: name a directory for the data");
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"the data directory {directory} cannot be created: {failure.Message}", failure);
        }

        var holder = Path.Combine(directory, "lock.holder");
        FileStream? file = null;
        try
        {
            file = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holder, string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}"));
            return new DirectoryLock(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new StoreUnavailableException(
                IsHeldByAnother(failure)
                    ? $"the data directory {directory} is in use by {NameOf(holder)}: stop that server, or give this one a directory of its own"
                    : $"the data directory {directory} cannot be written: check that its disk is mounted for writing and has space, "
                        + $"and that this user may write there: {failure.Message}",
                failure);
        }
    }

    public void Dispose() => _file.Dispose();

    // .NET reports a lock that is held as EWOULDBLOCK on Unix and as a sharing violation on Windows.
    private static bool IsHeldByAnother(Exception failure) =>
        OperatingSystem.IsWindows() ? (failure.HResult & 0xFFFF) is 32 or 33 : failure.HResult is 11 or 35;

    private static string NameOf(string path)
    {
        try
        {
            return File.ReadAllText(path) is { Length: > 0 } name ? name : "another process";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
