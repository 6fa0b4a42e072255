namespace BudgetMesh.Fuzz.Tests;

internal static class Eventually
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10), Patience = TimeSpan.FromSeconds(120);

    public static Task HoldsAsync(Func<bool> holds) => HoldsAsync(() => Task.FromResult(holds()));

    public static async Task HoldsAsync(Func<Task<bool>> holds)
    {
        using var looks = new PeriodicTimer(Between);
        using var end = new CancellationTokenSource(Patience);
        while (!await holds())
            await looks.WaitForNextTickAsync(end.Token);
    }
}
