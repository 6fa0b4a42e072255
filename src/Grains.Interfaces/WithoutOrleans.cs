#if !ORLEANS
namespace Orleans;

// What messages and interfaces say to Orleans' serializer and proxies, said to nobody: this build has the local engine.

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class GenerateSerializerAttribute : Attribute;

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class ImmutableAttribute : Attribute;

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Method)]
internal sealed class AliasAttribute(string alias) : Attribute
{
    public string Alias => alias;
}

[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdAttribute(uint id) : Attribute
{
    public uint Id => id;
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class ResponseTimeoutAttribute(string timeout) : Attribute
{
    public string Timeout => timeout;
}
#endif
