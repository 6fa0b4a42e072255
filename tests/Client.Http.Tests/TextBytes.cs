using System.Text;

namespace BudgetMesh.Http.Tests;

internal static class TextBytes
{
    public static byte[] Utf8(this string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(this ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    public static string Text(this byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
