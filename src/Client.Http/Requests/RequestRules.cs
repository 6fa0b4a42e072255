namespace BudgetMesh.Http;

/// <summary>Limits on what clients send.</summary>
public static class RequestRules
{
    /// <summary>Bytes of a body: providers take 32 MiB, most of it images.</summary>
    public const int BodyBytesMax = 32 * 1024 * 1024;

    /// <summary>Levels of a body's JSON: schemas of tools have the most, a dozen or two.</summary>
    public const int DepthMax = 128;

    /// <summary>Answers that one chat request may ask for, as OpenAI limits them.</summary>
    public const int ChoicesMax = 128;

    /// <summary>Members of a body: every API has some dozens.</summary>
    public const int MembersMax = 256;
}
