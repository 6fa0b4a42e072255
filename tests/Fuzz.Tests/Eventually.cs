namespace BudgetMesh.Fuzz.Tests;

internal static class Eventually
{
    public static async Task HoldsAsync(Func<bool> holds)
    {
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds())
            await looks.WaitForNextTickAsync(end.Token);
    }
}
