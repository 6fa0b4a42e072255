using BudgetMesh.Pricing;
using BudgetMesh.Routing;

namespace BudgetMesh.Http.Tests.Requests;

public sealed class RequestReadingTests
{
    [Fact]
    public void A_chat_says_model_stream_bound_tools_and_whether_it_reads_usage()
    {
        var request = Read(Dialect.OpenAiChat, """
            {"model":"gpt-5","stream":true,"n":2,"max_completion_tokens":100,"stream_options":{"include_usage":true},
             "tools":[{"type":"function","function":{"name":"f"}}],"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x/y.png"}}]}]}
            """);
        (request.Model, request.IsStream, request.OutputBound, request.OutputBoundOfAll).ShouldBe(("gpt-5", true, new TokenCount(100), new TokenCount(200)));
        (request.HasTools, request.HasMedia, request.AsksForUsage, request.MustAskForUsage).ShouldBe((true, true, true, false));
        request.Input.Media.ShouldBe(1);
    }

    [Theory]
    [InlineData(Dialect.OpenAiChat, "max_tokens", 7)]
    [InlineData(Dialect.OpenAiChat, "max_output_tokens", null)]
    [InlineData(Dialect.OpenAiResponses, "max_output_tokens", 7)]
    [InlineData(Dialect.OpenAiResponses, "max_tokens", null)]
    [InlineData(Dialect.AnthropicMessages, "max_tokens", 7)]
    [InlineData(Dialect.OpenAiEmbeddings, "max_tokens", null)]
    public void Each_api_has_its_own_bound(Dialect dialect, string field, int? bound) =>
        ((int?)Read(dialect, $$"""{"model":"m","{{field}}":7}""").OutputBound?.Value).ShouldBe(bound);

    [Theory]
    [InlineData("""{"messages":[{"content":"x"}]}""", CacheWrites.None)]
    [InlineData("""{"system":[{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}]}""", CacheWrites.FiveMinutes)]
    [InlineData("""{"tools":[{"cache_control":{"type":"ephemeral","ttl":"5m"}}]}""", CacheWrites.FiveMinutes)]
    [InlineData("""{"messages":[{"content":[{"cache_control":{"type":"ephemeral"}},{"cache_control":{"type":"ephemeral","ttl":"1h"}}]}]}""", CacheWrites.OneHour)]
    public void What_the_provider_may_write_to_its_cache_is_known(string body, CacheWrites writes) =>
        Read(Dialect.AnthropicMessages, $$"""{"model":"m",{{body[1..]}}""").CacheWrites.ShouldBe(writes);

    [Fact]
    public void Metadata_may_say_what_policies_match()
    {
        var labels = Read(Dialect.OpenAiChat, """{"model":"m","metadata":{"budgetmesh_task":"ticket","budgetmesh_priority":"batch","budgetmesh_data_class":"secret","budgetmesh_caller":"bot","own":"x"}}""").Labels;
        labels.ShouldBe(new RequestLabels { Task = "ticket", Priority = Priority.Batch, DataClass = "secret", Caller = "bot" });
    }

    [Theory]
    [InlineData("", "the body is not JSON")]
    [InlineData("[]", "the body is not a JSON object")]
    [InlineData("{}", "model is missing")]
    [InlineData("""{"model":"m"} x""", "the body is not JSON")]
    [InlineData("""{"model":7}""", "model is a name")]
    [InlineData("""{"model":"m","stream":"yes"}""", "stream is true or false")]
    [InlineData("""{"model":"m","max_tokens":0}""", "max_tokens is a number")]
    [InlineData("""{"model":"m","max_tokens":1.5}""", "max_tokens is a number")]
    [InlineData("""{"model":"m","max_tokens":-1}""", "max_tokens is a number")]
    [InlineData("""{"model":"m","n":0}""", "n is a number")]
    [InlineData("""{"model":"m","stream_options":7}""", "stream_options is an object")]
    [InlineData("""{"model":"m","stream_options":{"include_usage":true,"include_usage":false}}""", "include_usage is in stream_options twice")]
    [InlineData("""{"model":"m","max_tokens":1,"max_tokens":1000000}""", "max_tokens is in the body twice")]
    [InlineData("""{"model":"m","mod\u0065l":"other"}""", "model is in the body twice")]
    [InlineData("""{"model":"m","Max_Tokens":9}""", "\"Max_Tokens\" is written in small letters")]
    [InlineData("""{"model":"\ud800"}""", "the body has text that is not Unicode")]
    [InlineData("""{"model":"m","service_tier":"priority"}""", "service_tier priority has prices of its own")]
    [InlineData("""{"model":"m","metadata":{"budgetmesh_data_class":"Secret"}}""", "metadata.budgetmesh_data_class is not one")]
    public void What_cannot_be_read_is_said(string body, string problem)
    {
        ProviderRequest.TryRead(Dialect.OpenAiChat, body.Utf8(), out var request, out var said).ShouldBeFalse();
        request.ShouldBeNull();
        said.ShouldStartWith(problem);
    }

    [Fact]
    public void A_body_is_limited_in_size_depth_and_members()
    {
        Refused(new string(' ', RequestRules.BodyBytesMax + 1)).ShouldContain("larger");
        Refused($$"""{"model":"m","messages":{{new string('[', 200)}}{{new string(']', 200)}}}""").ShouldContain("not JSON");
        Refused($$"""{"model":"m"{{string.Concat(Enumerable.Range(0, 300).Select(i => $",\"m{i}\":1"))}}}""").ShouldContain("members");
    }

    private static string Refused(string body)
    {
        ProviderRequest.TryRead(Dialect.OpenAiChat, body.Utf8(), out _, out var problem).ShouldBeFalse();
        return problem;
    }

    private static ProviderRequest Read(Dialect dialect, string body)
    {
        ProviderRequest.TryRead(dialect, body.Utf8(), out var request, out var problem).ShouldBeTrue(problem);
        return request!;
    }
}
