using System.Reflection;
using System.Text.Json;
using BudgetMesh.Grains;
using BudgetMesh.Wire;
using Microsoft.Extensions.DependencyInjection;
using Orleans.CodeGeneration;
using Orleans.Serialization;

namespace BudgetMesh.Cluster.Tests;

/// <summary>What crosses between silos: the same after the wire, and the same for silos of two versions.</summary>
public sealed class MessageTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public static TheoryData<Type> Messages => [.. Types];

    private static IEnumerable<Type> Types => typeof(ScopeReport).Assembly.GetTypes()
        .Where(static type => type.Namespace == typeof(ScopeReport).Namespace && type.IsDefined(typeof(GenerateSerializerAttribute)))
        .OrderBy(static type => type.Name, StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_the_same_after_the_wire(Type type)
    {
        var serializer = _services.GetRequiredService<Serializer>();
        for (var seed = 1; seed <= 100; seed++)
        {
            var sent = new MadeMessage(new Random(seed)).Make(type).ShouldNotBeNull();

            var received = serializer.Deserialize<object>(serializer.SerializeToArray(sent));

            received.ShouldBeOfType(type);
            JsonSerializer.Serialize(received, type).ShouldBe(JsonSerializer.Serialize(sent, type), $"seed {seed}");
        }
    }

    /// <summary>A silo of the version before reads what it finds under the name and the numbers here. Members are added at the end; none goes, moves or changes its type.</summary>
    [Fact]
    public void Names_and_numbers_on_the_wire_stay_as_they_are() =>
        Types.Select(Describe).Concat(Interfaces().Select(DescribeCalls)).ShouldBe(MessageNames.AsReleased.Split('\n'));

    [Fact]
    public void Every_message_that_an_owner_takes_or_gives_has_its_numbers() =>
        Interfaces().SelectMany(Calls).SelectMany(static call => call.GetParameters().Select(static parameter => parameter.ParameterType).Append(call.ReturnType))
            .SelectMany(Parts).Where(static type => type.Assembly == typeof(ScopeReport).Assembly)
            .ShouldAllBe(static type => type.IsDefined(typeof(GenerateSerializerAttribute)) && type.IsDefined(typeof(AliasAttribute)));

    public void Dispose() => _services.Dispose();

    private static IEnumerable<Type> Interfaces() => [typeof(IScopeGrain), typeof(IScopeOwner), typeof(IRateOwnerGrain), typeof(IRateOwner), typeof(ILengthsGrain), typeof(IGatewayGrain)];

    private static MethodInfo[] Calls(Type type) => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);

    private static string Describe(Type type)
    {
        var members = type.GetConstructors().Single().GetParameters()
            .Select(static (parameter, number) => $"{number} {parameter.Name} {Named(parameter.ParameterType)}");
        var more = type.GetProperties().Where(static property => property.IsDefined(typeof(IdAttribute)))
            .Select(static property => $"+{property.GetCustomAttribute<IdAttribute>()!.Id} {property.Name} {Named(property.PropertyType)}");
        return $"{Alias(type)}: {string.Join(", ", members.Concat(more))}";
    }

    private static string DescribeCalls(Type type) =>
        $"{Alias(type)} v{type.GetCustomAttribute<VersionAttribute>()?.Version ?? 0}:{string.Concat(Calls(type).Select(static call => " " + Alias(call)).Order(StringComparer.Ordinal))}";

    private static string Alias(MemberInfo member) => member.GetCustomAttributes<AliasAttribute>().ShouldHaveSingleItem().Alias;

    private static string Named(Type type) => type.IsGenericType ? $"{type.Name.Split('`')[0]}<{Named(type.GetGenericArguments()[0])}>" : type.Name;

    private static IEnumerable<Type> Parts(Type type) => type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts) : [type];
}
