using System.Reflection;

namespace BudgetMesh.Cluster.Tests;

/// <summary>Messages with arbitrary content, made of their constructors and properties.</summary>
internal sealed class MadeMessage(Random random)
{
    private static readonly long[] Edges = [0, 1, -1, long.MinValue, long.MaxValue];

    private static readonly string[] Texts = ["", "acme/search", "\0\u00e9\ud83d\ude80", new('x', 300)];

    /// <summary>Null now and then, where the type may be.</summary>
    public object? Make(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return random.Next(3) == 0 ? null : Make(value);
        if (type == typeof(string))
            return Texts[random.Next(Texts.Length)];
        if (type == typeof(long))
            return random.Next(3) == 0 ? Edges[random.Next(Edges.Length)] : random.NextInt64();
        if (type == typeof(int))
            return random.Next(int.MinValue, int.MaxValue);
        if (type == typeof(bool))
            return random.Next(2) == 0;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return ListOf.MakeGenericMethod(type.GetGenericArguments()[0]).Invoke(this, null);
        var message = type.GetConstructors().Single().Invoke([.. type.GetConstructors().Single().GetParameters().Select(Make)]);
        foreach (var property in type.GetProperties().Where(static property => property.IsDefined(typeof(IdAttribute))))
            property.SetValue(message, random.Next(3) == 0 && !property.PropertyType.IsValueType ? null : Make(property.PropertyType));
        return message;
    }

    private static readonly MethodInfo ListOf = typeof(MadeMessage).GetMethod(nameof(MakeList), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private static readonly NullabilityInfoContext Nullability = new();

    private object? Make(ParameterInfo parameter) =>
        Nullability.Create(parameter).WriteState == NullabilityState.Nullable && random.Next(3) == 0 ? null : Make(parameter.ParameterType);

    /// <summary>As mappings make them, and as they are read from JSON.</summary>
    private object MakeList<T>()
    {
        var items = Enumerable.Range(0, random.Next(4)).Select(_ => (T)Make(typeof(T))!);
        IReadOnlyList<T> made = random.Next(2) == 0 ? [.. items] : items.ToList();
        return made;
    }
}
