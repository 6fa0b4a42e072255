using System.Text;
using BudgetMesh.Extensions.AI;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;

namespace BudgetMesh.Client.Extensions.Tests.Chat;

/// <summary>How tokens are counted that nobody has counted, and how reported ones are read.</summary>
public sealed class CountTests
{
    [Fact]
    public void Text_counts_a_token_for_every_two_bytes_wherever_it_stands() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            var tokens = (Encoding.UTF8.GetByteCount(text.Get) + 1) / 2;
            Of(new TextContent(text.Get)).ShouldBe(ChatTokens.PerItem + tokens);
            ChatTokens.MostOf([], new ChatOptions { Instructions = text.Get }).Value.ShouldBe(tokens);
            Of(new FunctionResultContent("1", text.Get)).ShouldBe(2 * ChatTokens.PerItem + tokens);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_sent_beside_the_text_counts_as_well()
    {
        var tool = AIFunctionFactory.Create((string city, int days) => $"{city}: {days}", "weather", "The weather of the next days in a city.");
        ChatTokens.MostOf([], new ChatOptions { Tools = [tool] }).Value.ShouldBeGreaterThan(60);
        ChatTokens.MostOf([], new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema<Answer>() }).Value.ShouldBeGreaterThan(30);
        Of(new FunctionCallContent("1", "weather", new Dictionary<string, object?> { ["city"] = "Ulm", ["days"] = 3 })).ShouldBeGreaterThan(2 * ChatTokens.PerItem + 10);
        Of(new FunctionResultContent("1", new Answer("rain", 3))).ShouldBeGreaterThan(2 * ChatTokens.PerItem + 5);
        Of(new DataContent(new byte[10], "image/png")).ShouldBe(ChatTokens.PerItem + ChatTokens.PerMedium);
        Of(new UriContent("https://example.com/a.png", "image/png")).ShouldBe(ChatTokens.PerItem + ChatTokens.PerMedium);
        Of(new DataContent(new byte[100_000], "application/pdf")).ShouldBe(ChatTokens.PerItem + 50_000);
    }

    [Theory]
    [InlineData(100L, 20L, 0L, null, 100L)] // cached is part of the input
    [InlineData(10L, 90L, 0L, null, 100L)] // beside it
    [InlineData(10L, 50L, 40L, null, 100L)]
    [InlineData(null, 0L, 0L, 130L, 100L)] // what the total leaves
    [InlineData(null, 0L, 0L, null, null)]
    public void Input_is_read_with_what_was_left_out_of_it(long? input, long cached, long written, long? total, long? expected) =>
        UsageMapping.Input(new UsageDetails
        {
            InputTokenCount = input,
            CachedInputTokenCount = cached,
            OutputTokenCount = 30,
            TotalTokenCount = total,
            AdditionalCounts = new() { ["CacheCreationInputTokens"] = written },
        }).ShouldBe(expected);

    [Theory]
    [InlineData(30L, 10L, 130L, 30L)] // reasoning is part of the output
    [InlineData(30L, 10L, 140L, 40L)] // beside it, and in the total
    [InlineData(5L, 25L, null, 30L)] // beside it, as it cannot be part of it
    [InlineData(30L, null, null, 30L)]
    [InlineData(null, null, 130L, 30L)]
    [InlineData(null, null, null, null)]
    public void Output_is_read_with_reasoning_that_was_left_out_of_it(long? output, long? reasoning, long? total, long? expected) =>
        UsageMapping.Output(new UsageDetails { InputTokenCount = 100, OutputTokenCount = output, ReasoningTokenCount = reasoning, TotalTokenCount = total }).ShouldBe(expected);

    private static long Of(AIContent content) => ChatTokens.MostOf([new ChatMessage(ChatRole.User, [content])], null).Value;

    private sealed record Answer(string Weather, int Days);
}
