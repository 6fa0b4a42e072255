using BudgetMesh.Replay;
using BudgetMesh.Replay.Measures;

namespace BudgetMesh.Cli;

/// <summary>The file of <c>--series</c>: opened before the run, so that a run is not lost on a wrong name.</summary>
internal sealed class SeriesOutput : IDisposable
{
    private readonly StreamWriter _csv;

    /// <exception cref="CliException">The file cannot be written.</exception>
    public SeriesOutput(FileInfo file)
    {
        try
        {
            _csv = file.CreateText();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CliException.BadInput($"--series: {file} cannot be written: {failure.Message}");
        }
    }

    public void Write(RunMeters meters) => SeriesFile.Write(_csv, meters);

    public void Dispose() => _csv.Dispose();
}
