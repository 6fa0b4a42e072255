using System.CommandLine;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh completion</c>: prints what a shell needs to complete commands and options; the program itself suggests.</summary>
internal static class CompletionCommand
{
    private const string Bash =
        """
        # To use it: source <(budgetmesh completion bash)
        _budgetmesh_complete() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(budgetmesh "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _budgetmesh_complete budgetmesh
        """;

    private const string Zsh =
        """
        # To use it: source <(budgetmesh completion zsh)
        _budgetmesh() {
          local -a suggestions
          suggestions=("${(@f)$(budgetmesh "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -a suggestions || _files
        }
        compdef _budgetmesh budgetmesh
        """;

    private const string Fish =
        """
        # To use it: budgetmesh completion fish | source
        complete -c budgetmesh -a '(budgetmesh "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
        """;

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Prints a script that lets a shell complete commands and options.") { shell };
        command.SetAction(result => terminal.Out.WriteLine(result.GetRequiredValue(shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => Fish,
        }));
        return command;
    }
}
