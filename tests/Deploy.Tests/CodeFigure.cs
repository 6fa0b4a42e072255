using System.Globalization;
using System.Reflection;

namespace BudgetMesh.Deploy.Tests;

/// <summary>A figure of the code by the name that documents give it, <c>Type.Member</c>, with as much of the namespace as it takes: static, or what a new one of its type has.</summary>
internal static class CodeFigure
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static readonly Type[] Types =
    [
        .. Directory.GetFiles(AppContext.BaseDirectory, "*.dll")
            .Where(static file => Path.GetFileName(file) is "budgetmesh.dll" || (Path.GetFileName(file).StartsWith("BudgetMesh.", StringComparison.Ordinal) && !file.EndsWith(".Tests.dll", StringComparison.Ordinal)))
            .SelectMany(static file => Assembly.LoadFrom(file).GetTypes()),
    ];

    public static TimeSpan Time(string name) => Of(name).ShouldBeOfType<TimeSpan>(name);

    /// <summary>As people write it: <c>250 ms</c>, <c>7.1 s</c>, <c>1 min</c>, <c>7 days</c>.</summary>
    public static TimeSpan Parse(string text)
    {
        var (number, unit) = text.Split(' ') is [var first, var second] ? (double.Parse(first, CultureInfo.InvariantCulture), second) : throw new FormatException(text);
        return unit switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "min" => TimeSpan.FromMinutes(number),
            "days" => TimeSpan.FromDays(number),
            _ => throw new FormatException(text),
        };
    }

    private static object Of(string name)
    {
        var (type, member) = name.LastIndexOf('.') is var dot and > 0 ? (name[..dot], name[(dot + 1)..]) : throw new FormatException(name);
        var owner = Types.Where(found => found.FullName!.EndsWith($".{type}", StringComparison.Ordinal)).ToList().ShouldHaveSingleItem(name);
        return owner.GetMember(member, Any).ShouldHaveSingleItem($"{name} is not in the code") switch
        {
            FieldInfo field => field.GetValue(field.IsStatic ? null : NewOf(owner)).ShouldNotBeNull(),
            PropertyInfo property => property.GetValue(property.GetMethod!.IsStatic ? null : NewOf(owner)).ShouldNotBeNull(),
            var other => throw new InvalidOperationException($"{name} is a {other.MemberType}"),
        };
    }

    /// <summary>Also of a type with required members: only its defaults are looked at.</summary>
    private static object NewOf(Type type) => type.GetConstructor(Any, [])!.Invoke([]);
}
