using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BudgetMesh.Mesh;

/// <summary>
/// The parser, with one kind of failure and a limit. Its scanner throws <see cref="InvalidOperationException"/> on some texts that are not
/// YAML, such as a flow mapping left open before an unindented line; that is the writer's error as any other.
/// </summary>
internal sealed class YamlEvents : IParser
{
    /// <summary>Three times what the deepest field needs; the scanner takes time that grows with the square of the depth.</summary>
    private const int DepthMax = 32;

    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private int _depth;

    public YamlEvents(string yaml)
    {
        _scanner = new Scanner(new StringReader(yaml));
        _parser = new Parser(_scanner);
    }

    public ParsingEvent? Current => _parser.Current;

    public bool MoveNext()
    {
        try
        {
            // The reader stops at the end of the stream; it comes here after that only where names and values do not pair up.
            if (!_parser.MoveNext())
                throw Here("the file ends where a value is expected");
            _depth += Current!.NestingIncrease;
            if (_depth > DepthMax)
                throw new YamlException(Current.Start, Current.End, "lists and fields are nested too deeply");
            return true;
        }
        catch (InvalidOperationException e)
        {
            throw Here("text that fits nowhere: is a bracket or a quote before it not closed?", e);
        }
        catch (ArgumentException e)
        {
            throw Here("an escape that is no character, such as half of one", e);
        }
        catch (YamlException e) when (e.End.Index == 0)
        {
            // Some errors, such as a tab before a field, come without a place.
            throw Here(e.Message, e);
        }
    }

    private YamlException Here(string message, Exception? cause = null) =>
        new(_scanner.CurrentPosition, _scanner.CurrentPosition, message, cause);
}
