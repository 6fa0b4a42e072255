namespace BudgetMesh.Pricing;

/// <summary>What a request may carry or an answer may contain besides text.</summary>
[Flags]
public enum Media
{
    Text = 0,
    Audio = 1,
    Image = 2,
    Video = 4,
    All = Audio | Image | Video,
}
