using System.Globalization;

namespace BudgetMesh.Client;

/// <summary>
/// One process for each journal. The file <c>lock</c> is held open with an exclusive lock, which the system drops when the
/// process ends, however it ends; <c>lock.holder</c> names the holder for the message that the next one gets.
/// </summary>
internal sealed class JournalLock : IDisposable
{
    private readonly FileStream _file;

    private JournalLock(FileStream file) => _file = file;

    /// <exception cref="JournalException">Another process has it, or it cannot be written.</exception>
    public static JournalLock Take(string directory)
    {
        var holder = Path.Combine(directory, "lock.holder");
        FileStream? file = null;
        try
        {
            file = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holder, string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}"));
            return new JournalLock(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw IsHeldByAnother(failure)
                ? new JournalException($"the journal {directory} is in use by {NameOf(holder)}: every gateway needs a directory of its own; stop that one, or name another", failure)
                : new JournalException($"the journal {directory} cannot be written: {failure.Message}: {JournalDirectory.Remedy}", failure);
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
