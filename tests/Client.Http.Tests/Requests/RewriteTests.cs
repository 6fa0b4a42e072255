using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Http.Tests.Requests;

public sealed class RewriteTests
{
    [Theory]
    [InlineData(Dialect.OpenAiChat, """{ "model" : "a", "max_tokens" :9 , "x":1.0e2}""", """{ "model" : "b", "max_tokens" :50 , "x":1.0e2}""")]
    [InlineData(Dialect.OpenAiChat, """{"model":"a"}""", """{"max_completion_tokens":50,"model":"b"}""")]
    [InlineData(Dialect.OpenAiChat, """{"model":"a","max_tokens":null}""", """{"model":"b","max_tokens":50}""")]
    [InlineData(Dialect.OpenAiChat, """{"model":"a","n":5}""", """{"max_completion_tokens":10,"model":"b","n":5}""")]
    [InlineData(Dialect.OpenAiResponses, """{"model":"a","stream":true}""", """{"max_output_tokens":50,"model":"b","stream":true}""")]
    [InlineData(Dialect.AnthropicMessages, """{"model":"a","stream":true,"max_tokens":50}""", """{"model":"b","stream":true,"max_tokens":50}""")]
    [InlineData(Dialect.OpenAiEmbeddings, """{"model":"a","input":"x"}""", """{"model":"b","input":"x"}""")]
    [InlineData(Dialect.OpenAiChat, """{"model":"a","stream":true,"max_tokens":50}""", """{"stream_options":{"include_usage":true},"model":"b","stream":true,"max_tokens":50}""")]
    [InlineData(Dialect.OpenAiChat, """{"model":"a","stream":true,"max_tokens":50,"stream_options":{ }}""", """{"model":"b","stream":true,"max_tokens":50,"stream_options":{"include_usage":true }}""")]
    [InlineData(Dialect.OpenAiChat, """{"model":"a","stream":true,"max_tokens":50,"stream_options":{"y":1}}""", """{"model":"b","stream":true,"max_tokens":50,"stream_options":{"include_usage":true,"y":1}}""")]
    [InlineData(Dialect.OpenAiChat, """{"model":"a","stream":true,"max_tokens":50,"stream_options":{"include_usage":false}}""", """{"model":"b","stream":true,"max_tokens":50,"stream_options":{"include_usage":true}}""")]
    [InlineData(Dialect.OpenAiChat, """{"model":"a","stream":true,"max_tokens":50,"stream_options":null}""", """{"model":"b","stream":true,"max_tokens":50,"stream_options":{"include_usage":true}}""")]
    public void Model_bound_and_usage_are_put_in_place(Dialect dialect, string body, string rewritten)
    {
        ProviderRequest.TryRead(dialect, body.Utf8(), out var request, out var problem).ShouldBeTrue(problem);
        request.Rewrite("b", new TokenCount(50)).Span.Text().ShouldBe(rewritten);
    }

    [Fact]
    public void Nothing_to_change_is_the_clients_own_body()
    {
        var body = """{"model":"a","max_tokens":50}""".Utf8();
        ProviderRequest.TryRead(Dialect.OpenAiChat, body, out var request, out _).ShouldBeTrue();
        request.Rewrite("a", new TokenCount(50)).ShouldBe((ReadOnlyMemory<byte>)body);
    }

    [Fact]
    public void A_name_of_a_model_is_quoted_as_json()
    {
        ProviderRequest.TryRead(Dialect.OpenAiChat, """{"model":"a","max_tokens":5}""".Utf8(), out var request, out _).ShouldBeTrue();
        request.Rewrite("b\"\\\n", new TokenCount(5)).Span.Text().ShouldBe("""{"model":"b\"\\\n","max_tokens":5}""");
    }

    [Fact]
    public void All_else_stays_byte_for_byte() =>
        Prop.ForAll(RandomBody.Any.ToArbitrary(), body =>
        {
            ProviderRequest.TryRead(Dialect.OpenAiChat, body.Text.Utf8(), out var request, out var problem).ShouldBeTrue(problem);
            var rewritten = request.Rewrite("other", new TokenCount(77)).Span.Text();
            // What was put in is taken out again; what is left are the client's own bytes.
            var added = (body.HasBound ? "" : RandomBody.BoundAdded) + (body.IsStream ? RandomBody.UsageAdded : "");
            var members = rewritten.IndexOf('{', StringComparison.Ordinal) + 1;
            rewritten[members..].ShouldStartWith(added);
            var back = rewritten.Remove(members, added.Length).Replace("\"other\"", $"\"{RandomBody.Model}\"", StringComparison.Ordinal).Replace("77", RandomBody.Bound, StringComparison.Ordinal);
            back.ShouldBe(body.Text);
            JsonNode.Parse(rewritten)!["model"]!.GetValue<string>().ShouldBe("other");
            using var read = JsonDocument.Parse(rewritten);
            (read.RootElement.TryGetProperty("stream_options", out var options) && options.GetProperty("include_usage").GetBoolean()).ShouldBe(body.IsStream);
        }).QuickCheckThrowOnFailure();
}
