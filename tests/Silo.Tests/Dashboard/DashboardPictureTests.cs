namespace BudgetMesh.Silo.Tests;

/// <summary>What an admin sees in a browser of the engine on Orleans.</summary>
public sealed class DashboardPictureTests : SiloWithMesh
{
    private const string Mesh =
        """
        deployments:
          - {id: local/llama, tier: local, capacity: [{rate: 6000 tokens per minute}]}
        scopes:
          acme: {budgets: [{name: month, amount: 100 USD, period: month}]}
          acme/search: {budgets: [{name: calls, amount: 500 requests, period: total}], limits: [{rate: 600 requests per minute}]}
          acme/ads: {budgets: [{name: calls, amount: 50 requests, period: total}], limits: [{rate: 600 requests per minute}]}
        prices:
          overlay:
            - {provider: local, model: llama, input_mtok: 1, output_mtok: 2}
        """;

    /// <summary>What stands in the table of grains beside a kind of owner: how many there are.</summary>
    private const string Counts =
        """
        Object.fromEntries([...document.querySelectorAll('a[href^="#/grain/BudgetMesh"]')].map(link => [link.innerText, link.closest('tr').querySelector('strong').innerText]))
        """;

    [DashboardFact]
    public async Task The_owners_are_there_with_their_counts_calls_and_money_and_no_key_is()
    {
        await Silo.ApplyAsync(Mesh);
        await AskForMoneyAsync();
        await Silo.Admin.GetAsync("/v1/limits").JsonAsync();
        await Silo.Admin.GetAsync("/v1/capacity").JsonAsync();
        using var browser = Chromium.Start();
        await using var page = await BrowserPage.OpenAsync(browser.DevTools, Silo.Admin.DefaultRequestHeaders.Authorization!.Parameter!);

        await GoAsync(page, "/grains");
        await page.WaitAsync($"Object.keys({Counts}).length >= 3");
        (await page.RunAsync(Counts))!.ToJsonString().ShouldBe("""{"ScopeGrain":"3","LimitsGrain":"2","DeploymentGrain":"1"}""");
        await ShouldBeSeenAsync(page, "dashboard-grains.png");

        // Calls are counted from soon after somebody has looked.
        await GoAsync(page, "/grain/BudgetMesh.Grains.ScopeGrain");
        while (!(bool)(await page.RunAsync("document.body.innerText.includes('SyncAsync')"))!)
            await AskForMoneyAsync();
        await ShouldBeSeenAsync(page, "dashboard-calls.png");

        await GoAsync(page, "/grainDetails");
        await page.WaitAsync("document.querySelectorAll('option').length > 1");
        await page.RunAsync(
            """
            const type = (field, value) => {
                Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, value);
                field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }));
            };
            type(document.querySelector('select'), 'BudgetMesh.Grains.ScopeGrain');
            type(document.querySelector('input[type=text]'), 'acme/search');
            document.querySelector('input[type=button]').click();
            """);
        await page.WaitAsync("document.body.innerText.includes('500 requests')");
        await ShouldBeSeenAsync(page, "dashboard-money.png");
    }

    /// <summary>Each scope's gateway asks, so that its owner is active and lends something.</summary>
    private async Task AskForMoneyAsync()
    {
        foreach (var (scope, budget) in new[] { ("acme", "month"), ("acme/search", "calls"), ("acme/ads", "calls") })
            await new TestGate(Silo.Gateway, $"gate-{Guid.NewGuid():N}", scope, budget).AskAsync(3);
    }

    private Task GoAsync(BrowserPage page, string route) => page.GoAsync(new Uri(Silo.Host.BaseAddress, $"/dashboard/#{route}"));

    /// <summary>The picture has more than a background, and no secret is in the page, hidden or not.</summary>
    private static async Task ShouldBeSeenAsync(BrowserPage page, string name)
    {
        var png = await page.PhotographAsync();
        var folder = Directory.CreateDirectory(Repository.PathOf("artifacts", "pictures"));
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, name), png);

        var picture = new Picture(png);
        var colours = picture.Colours();
        colours.Count.ShouldBeGreaterThan(50, name);
        colours.Values.Max().ShouldBeLessThan(picture.Width * picture.Height * 95 / 100, name);
        ((string)(await page.RunAsync("location.href + document.documentElement.outerHTML"))!).ShouldNotContain("bm_");
    }
}
