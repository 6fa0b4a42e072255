using BudgetMesh.Client;
using BudgetMesh.Gateway.Configuration;
using BudgetMesh.Gateway.Hosting;
using Microsoft.Extensions.Logging;

if (args is not [var path])
{
    Console.Error.WriteLine("usage: BudgetMesh.Gateway gateway.yaml");
    return 2;
}

try
{
    if (!GatewayFile.TryRead(await File.ReadAllTextAsync(path), Environment.GetEnvironmentVariable, out var plan, out var problems))
    {
        foreach (var problem in problems)
            Console.Error.WriteLine($"{path}:{problem}");
        return 2;
    }

    await using var gateway = await GatewayHost.StartAsync(plan, static logging => logging.AddSimpleConsole(static console => console.SingleLine = true));
    Console.WriteLine($"listening on {string.Join(", ", plan.Listen)}");
    await gateway.WaitForShutdownAsync();
    return 0;
}
catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SiloException or JournalException or ArgumentException or FormatException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
