namespace BudgetMesh.Cli;

/// <summary>A command cannot do its work, for a reason that a person can change: printed as it is, without a stack trace.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">One line or several, each complete.</param>
internal sealed class CliException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public static CliException BadInput(string message) => new(Cli.ExitCode.BadInput, message);

    public static CliException Usage(string message) => new(Cli.ExitCode.Usage, message);
}
