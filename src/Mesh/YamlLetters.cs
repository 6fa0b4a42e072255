using System.Globalization;

namespace BudgetMesh.Mesh;

/// <summary>The characters that a YAML file may hold as they are. The parser does not check them, and takes a NUL for the end.</summary>
internal static class YamlLetters
{
    /// <summary>The first character that is not allowed, or null.</summary>
    public static MeshFileProblem? FindForbidden(string yaml)
    {
        var (line, lineStart) = (1, 0);
        for (var i = 0; i < yaml.Length; i++)
        {
            if (yaml[i] == '\n')
            {
                (line, lineStart) = (line + 1, i + 1);
            }
            else if (char.IsHighSurrogate(yaml[i]) && i + 1 < yaml.Length && char.IsLowSurrogate(yaml[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(yaml[i]) || (char.IsControl(yaml[i]) && yaml[i] is not ('\t' or '\r' or '\u0085')))
            {
                var code = ((int)yaml[i]).ToString("X4", CultureInfo.InvariantCulture);
                return new MeshFileProblem(line, i - lineStart + 1, "", $"not YAML: the character U+{code} is not allowed: remove it or write \"\\u{code}\"");
            }
        }

        return null;
    }
}
