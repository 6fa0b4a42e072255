namespace BudgetMesh.Pricing;

/// <summary>
/// A kind of token that can have its own price. Every class but <see cref="Input"/> and <see cref="Output"/> is a part of
/// wider ones: audio read from the cache is part of the audio, of what was read from the cache, and of the input.
/// </summary>
public enum TokenClass
{
    Input,
    InputText,
    InputAudio,
    InputImage,
    InputVideo,
    CacheRead,
    CacheTextRead,
    CacheAudioRead,
    CacheImageRead,
    CacheVideoRead,
    CacheWrite,
    CacheTextWrite,
    CacheAudioWrite,
    CacheImageWrite,
    CacheVideoWrite,
    CacheWriteOneHour,
    Output,
    OutputText,
    OutputAudio,
    OutputImage,
    OutputVideo,
}
