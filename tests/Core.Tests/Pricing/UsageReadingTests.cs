using System.Text;
using BudgetMesh.Pricing;

namespace BudgetMesh.Tests.Pricing;

public sealed class UsageReadingTests
{
    private const string Book =
        """
        [{"id":"acme","name":"Acme","api_pattern":"x","models":[],"extractors":[
          {"api_flavor":"default","root":["meta","usage"],"model_path":["meta","model"],"mappings":[
            {"path":"in","dest":"input_tokens"},
            {"path":"cached","dest":"input_tokens","required":false},
            {"path":"cached","dest":"cache_read_tokens","required":false},
            {"path":["details",{"type":"array-match","field":"kind","match":{"equals":"AUDIO"}},"tokens"],"dest":"input_audio_tokens","required":false},
            {"path":["out","total"],"dest":"output_tokens"},
            {"path":"searches","dest":"web_searches","required":false}]},
          {"api_flavor":"Short","root":"u","mappings":[{"path":"in","dest":"input_tokens","required":false}]}
        ]}]
        """;

    [Fact]
    public void Counts_are_found_along_paths_and_through_arrays_and_sum()
    {
        var usage = Read("""{"meta":{"model":"m-1","usage":{"in":10,"cached":5,"searches":2,"out":{"total":7},"details":[{"kind":"text","tokens":1},3,{"kind":null},{"kind":"audio","tokens":4},{"kind":"AUDIO","tokens":9}]}}}""", "default", out var model);
        model.ShouldBe("m-1");
        usage.ShouldBe(new TokenUsage { Input = new(15), CacheRead = new(5), InputAudio = new(4), Output = new(7), WebSearches = 2 });
    }

    [Theory]
    [InlineData("""{"meta":{"model":"\ud800","usage":{"in":1,"out":{"total":1}}}}""")]
    [InlineData("""{"meta":{"usage":{"in":1,"out":{"total":1},"details":[{"kind":"\ud800"}]}}}""")]
    public void Half_a_character_is_no_text_and_no_crash(string answer) => Refusal(answer, "default").ShouldContain("not Unicode");

    [Fact]
    public void The_flavour_says_where_to_look_whatever_its_case()
    {
        Read("""{"u":{"in":3}}""", "SHORT", out var model).ShouldBe(new TokenUsage { Input = new(3) });
        model.ShouldBe("");
        Read("""{"meta":{"usage":{"in":3,"out":{"total":1}}}}""", "", out _).Input.Value.ShouldBe(3);
        Refusal("{}", "chat").ShouldBe("acme has no API flavour \"chat\"; known are default, Short");
    }

    [Theory]
    [InlineData("""{"in":1,"out":{"total":1},"cached":null,"details":null}""")]
    [InlineData("""{"in":1,"out":{"total":1},"details":[]}""")]
    [InlineData("""{"in":1,"out":{"total":1},"details":{"kind":"AUDIO"}}""")]
    [InlineData("""{"in":1,"out":{"total":1},"details":[{"kind":"AUDIO"}]}""")]
    public void What_is_not_required_may_be_absent(string usage) =>
        Read($$$"""{"meta":{"usage":{{{usage}}}}}""", "default", out _).ShouldBe(new TokenUsage { Input = new(1), Output = new(1) });

    [Theory]
    [InlineData("""{"out":{"total":1}}""", "meta.usage.in is missing")]
    [InlineData("""{"in":null,"out":{"total":1}}""", "meta.usage.in is missing")]
    [InlineData("""{"in":1,"out":5}""", "meta.usage.out.total is missing")]
    [InlineData("""{"in":-1,"out":{"total":1}}""", "meta.usage.in is negative: -1")]
    [InlineData("""{"in":1,"cached":-2,"out":{"total":1}}""", "meta.usage.cached is negative: -2")]
    [InlineData("""{"in":"1","out":{"total":1}}""", "meta.usage.in is \"1\", not a whole number")]
    [InlineData("""{"in":1.5,"out":{"total":1}}""", "meta.usage.in is 1.5, not a whole number")]
    [InlineData("""{"in":1e30,"out":{"total":1}}""", "meta.usage.in is 1e30, not a whole number")]
    [InlineData("""{"in":1000000001,"out":{"total":1}}""", "meta.usage.input tokens are absurdly many: more than 1000000000")]
    [InlineData("""{"in":1000000000,"cached":1,"out":{"total":1}}""", "meta.usage.input tokens are absurdly many: more than 1000000000")]
    [InlineData("""{"in":1,"out":{"total":1},"searches":10001}""", "meta.usage.web searches are absurdly many: more than 10000")]
    [InlineData("5", "no usage at meta.usage")]
    public void What_is_missing_negative_or_absurd_is_refused_with_its_place(string usage, string problem) =>
        Refusal($$$"""{"meta":{"usage":{{{usage}}}}}""", "default").ShouldBe(problem);

    [Fact]
    public void An_answer_without_any_count_is_refused()
    {
        Refusal("""{"u":{}}""", "short").ShouldBe("no counts at u");
        Refusal("""{"u":""", "short").ShouldStartWith("the answer is not JSON");
        Refusal("[]", "short").ShouldBe("no usage at u");
    }

    [Fact]
    public void Writes_for_an_hour_and_searches_are_read_where_a_list_reads_Anthropic_cache_writes()
    {
        const string body = """{"model":"claude","usage":{"input_tokens":1,"cache_creation_input_tokens":10,"cache_creation":{"ephemeral_5m_input_tokens":4,"ephemeral_1h_input_tokens":6},"server_tool_use":{"web_search_requests":2},"output_tokens":3}}""";
        Generic("anthropic", body).ShouldBe(new TokenUsage { Input = new(11), CacheWrite = new(10), CacheWriteOneHour = new(6), Output = new(3), WebSearches = 2 });
        Generic("anthropic", """{"usage":{"input_tokens":1,"cache_creation":null,"output_tokens":3}}""").ShouldBe(new TokenUsage { Input = new(1), Output = new(3) });
    }

    [Fact]
    public void A_provider_that_no_list_describes_is_read_as_OpenAI_and_Anthropic_answer()
    {
        const string chat = """{"model":"x","usage":{"prompt_tokens":9,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":1},"completion_tokens":5,"completion_tokens_details":{"audio_tokens":2}}}""";
        Generic("chat", chat).ShouldBe(new TokenUsage { Input = new(9), CacheRead = new(4), InputAudio = new(1), Output = new(5), OutputAudio = new(2) });
        Generic("responses", """{"usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":4},"output_tokens":5}}""").ShouldBe(new TokenUsage { Input = new(9), CacheRead = new(4), Output = new(5) });
        Generic("embeddings", """{"usage":{"prompt_tokens":9}}""").ShouldBe(new TokenUsage { Input = new(9) });
    }

    private static TokenUsage Generic(string apiFlavor, string body)
    {
        var book = PriceBook.Empty("v").Overlaid(new PriceOverlayConfig { Provider = "local", Model = "x", InputMtok = "0", OutputMtok = "0" });
        book.TryFindProvider("local", out var provider).ShouldBeTrue();
        provider!.TryReadUsage(Encoding.UTF8.GetBytes(body), apiFlavor, out _, out var usage, out var problem).ShouldBeTrue(problem);
        return usage;
    }

    private static TokenUsage Read(string body, string apiFlavor, out string model)
    {
        Acme.TryReadUsage(Encoding.UTF8.GetBytes(body), apiFlavor, out model, out var usage, out var problem).ShouldBeTrue(problem);
        return usage;
    }

    private static string Refusal(string body, string apiFlavor)
    {
        Acme.TryReadUsage(Encoding.UTF8.GetBytes(body), apiFlavor, out _, out var usage, out var problem).ShouldBeFalse();
        usage.ShouldBe(default);
        return problem;
    }

    private static ProviderPrices Acme => Books.Parse(Book).Providers[0];
}
