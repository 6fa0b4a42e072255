namespace BudgetMesh.Cli;

/// <summary>Reading the files that a command is given.</summary>
internal static class InputFile
{
    /// <exception cref="CliException">The file cannot be read; the message names it and says why.</exception>
    public static byte[] ReadBytes(FileInfo file) => Guarded(file, static path => File.ReadAllBytes(path));

    /// <inheritdoc cref="ReadBytes"/>
    public static string ReadText(FileInfo file) => Guarded(file, static path => File.ReadAllText(path));

    /// <inheritdoc cref="ReadBytes"/>
    public static StreamReader OpenText(FileInfo file) => Guarded(file, static path => File.OpenText(path));

    private static T Guarded<T>(FileInfo file, Func<string, T> read)
    {
        try
        {
            return Directory.Exists(file.FullName)
                ? throw CliException.BadInput($"{file} is a directory: name a file in it")
                : read(file.FullName);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CliException.BadInput($"{file}: there is no such file");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw CliException.BadInput($"{file} cannot be read: {unreadable.Message}");
        }
    }
}
