namespace BudgetMesh.Cli;

/// <summary>What the process ends with; printed by <c>--help</c> and in docs/CLI.md.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command did its work and found a problem: a case that does not match, a cap overspent.</summary>
    public const int ProblemFound = 1;

    /// <summary>An unknown command or option, or a value that it cannot have.</summary>
    public const int Usage = 2;

    /// <summary>An input file is missing or wrong.</summary>
    public const int BadInput = 3;

    /// <summary>The silo cannot be reached or does not accept the key.</summary>
    public const int NoSilo = 4;

    /// <summary>The silo said no, for example to a mesh that somebody else changed meanwhile.</summary>
    public const int Refused = 5;

    /// <summary>The store cannot be used: a data directory that is taken, read-only, full or damaged; a database that cannot be reached or is not safe.</summary>
    public const int NoStore = 6;

    /// <summary>A mistake in this program.</summary>
    public const int Bug = 70;

    /// <summary>Stopped by Ctrl-C before the work was done.</summary>
    public const int Interrupted = 130;

    public const string Help =
        """
        Exit codes:
          0  done
          1  done, and a problem was found: a case that does not match, a cap overspent
          2  unknown command or option, or a value that it cannot have
          3  an input file is missing or wrong
          4  the silo cannot be reached, or does not accept the key
          5  the silo refused what was asked
          6  the data directory or the database cannot be used
          70 a mistake in this program
          130 stopped by Ctrl-C before the work was done
        """;
}
