using System.Buffers;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Http.Tests.Answers;

public sealed class AnswerMeterTests
{
    private static readonly TokenCount Bound = new(100);

    [Theory]
    [InlineData(Dialect.OpenAiChat, """{"usage":{"prompt_tokens":11,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":2}}}""", 3)]
    [InlineData(Dialect.OpenAiResponses, """{"usage":{"input_tokens":11,"output_tokens":4}}""", 2)]
    [InlineData(Dialect.AnthropicMessages, """{"usage":{"input_tokens":8,"cache_creation_input_tokens":2,"cache_read_input_tokens":1,"output_tokens":4}}""", 2)]
    public void A_streams_usage_is_found_however_its_bytes_are_split(Dialect dialect, string usage, int streamed)
    {
        var stream = Streams.Of(dialect).Utf8();
        Prop.ForAll(Gen.Choose(1, 60).ListOf().ToArbitrary(), pieces =>
        {
            var meter = new AnswerMeter(dialect, isStream: true);
            var passed = Feed(meter, stream, pieces);
            meter.TryGetUsage(Bound, out var found).ShouldBeTrue();
            found.Text().ShouldBe(usage);
            (meter.InputTokens, meter.TokensStreamed, meter.IsComplete).ShouldBe((11, streamed, true));
            passed.ShouldBe(Streams.Of(dialect));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Usage_that_the_client_has_not_asked_for_is_left_out_and_nothing_else() =>
        Prop.ForAll(Gen.Choose(1, 60).ListOf().ToArbitrary(), pieces =>
        {
            var meter = new AnswerMeter(Dialect.OpenAiChat, isStream: true, hidesUsage: true);
            Feed(meter, Streams.Chat.Utf8(), pieces).ShouldBe(Streams.Chat.Replace(Streams.UsageEvent, "", StringComparison.Ordinal));
            meter.InputTokens.ShouldBe(11);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_stream_that_breaks_off_passes_on_what_there_was()
    {
        for (var length = 0; length < Streams.Chat.Length; length++)
        {
            var start = Streams.Chat[..length];
            var meter = new AnswerMeter(Dialect.OpenAiChat, isStream: true, hidesUsage: true);
            var passed = Feed(meter, start.Utf8(), []);
            start.Replace(Streams.UsageEvent, "", StringComparison.Ordinal).ShouldBe(passed);
        }
    }

    [Fact]
    public void Half_a_stream_of_anthropic_is_its_input_and_what_was_streamed_within_the_bound()
    {
        var half = Streams.Anthropic[..Streams.Anthropic.IndexOf("event: message_delta", StringComparison.Ordinal)].Utf8();
        Half(half, bound: 100).ShouldBe("""{"usage":{"input_tokens":8,"cache_creation_input_tokens":2,"cache_read_input_tokens":1,"output_tokens":2}}""");
        Half(half, bound: 1).ShouldBe("""{"usage":{"input_tokens":8,"cache_creation_input_tokens":2,"cache_read_input_tokens":1,"output_tokens":1}}""");
    }

    [Fact]
    public void Half_a_chat_has_no_usage_but_a_count()
    {
        var meter = new AnswerMeter(Dialect.OpenAiChat, isStream: true);
        Feed(meter, Streams.Chat[..Streams.Chat.IndexOf("data:{", StringComparison.Ordinal)].Utf8(), []);
        meter.TryGetUsage(Bound, out _).ShouldBeFalse();
        (meter.TokensStreamed, meter.IsComplete).ShouldBe((2, false));
    }

    [Fact]
    public void Usage_that_runs_along_counts_where_the_stream_breaks_off()
    {
        var meter = new AnswerMeter(Dialect.OpenAiChat, isStream: true);
        Feed(meter, "data: {\"choices\":[{\"delta\":{\"content\":\"two tokens\"}}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\n".Utf8(), []);
        meter.TryGetUsage(Bound, out var usage).ShouldBeTrue();
        usage.Text().ShouldBe("""{"usage":{"prompt_tokens":5,"completion_tokens":2}}""");
    }

    [Theory]
    [InlineData("""{"usage":{"prompt_tokens":11,"completion_tokens":4},"choices":[{"usage":{"prompt_tokens":1}}]}""", true)]
    [InlineData("""{"data":[{"embedding":[0.25,-1e-7,3]},{"embedding":"AAAAAAAA"}], "usage" : {"prompt_tokens": 11, "completion_tokens":4 } }""", true)]
    [InlineData("""{"choices":[{"message":{"content":"{\"usage\":{\"prompt_tokens\":9}}"}}],"usage":{"prompt_tokens":11,"completion_tokens":4}}""", true)]
    [InlineData("""{"usage":{"prompt_tokens":11,"completion_tokens":4},"usage":{"prompt_tokens":1,"completion_tokens":1}}""", false)]
    [InlineData("""{"choices":[{"usage":{"prompt_tokens":11}}]}""", false)]
    [InlineData("""{"usage":null}""", false)]
    [InlineData("""{"usage":{"prompt_tokens":11,"completion_""", false)]
    [InlineData("no json", false)]
    public void An_answer_in_one_piece_is_read_however_its_bytes_are_split(string answer, bool hasUsage) =>
        Prop.ForAll(Gen.Choose(1, 30).ListOf().ToArbitrary(), pieces =>
        {
            var meter = new AnswerMeter(Dialect.OpenAiChat, isStream: false);
            Feed(meter, answer.Utf8(), pieces).ShouldBe(answer);
            meter.TryGetUsage(Bound, out _).ShouldBe(hasUsage);
            meter.InputTokens.ShouldBe(hasUsage ? 11 : null);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_long_string_in_many_pieces_is_read_in_no_time()
    {
        var answer = ("{\"data\":\"" + new string('A', 4_000_000) + "\",\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":1}}").Utf8();
        var meter = new AnswerMeter(Dialect.OpenAiEmbeddings, isStream: false);
        Feed(meter, answer, Enumerable.Repeat(1_000, answer.Length / 1_000));
        meter.InputTokens.ShouldBe(11);
    }

    [Fact]
    public void No_bytes_make_it_throw_and_all_are_passed_on()
    {
        var gen = from dialect in Gen.Elements(Enum.GetValues<Dialect>())
                  from isStream in Gen.Elements(true, false)
                  from edits in (from at in Gen.Choose(0, 700) from value in Gen.Choose(0, 255) select (at, value)).ListOf()
                  from pieces in Gen.Choose(1, 90).ListOf()
                  select (dialect, isStream, edits, pieces);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll(gen.ToArbitrary(), mutated =>
        {
            var bytes = Streams.Of(mutated.dialect).Utf8();
            foreach (var (at, value) in mutated.edits.Where(edit => edit.at < bytes.Length))
                bytes[at] = (byte)value;
            var meter = new AnswerMeter(mutated.dialect, mutated.isStream);
            var passed = new ArrayBufferWriter<byte>();
            Feed(meter, bytes, mutated.pieces, passed);
            meter.TryGetUsage(Bound, out _);
            passed.WrittenSpan.SequenceEqual(bytes).ShouldBeTrue();
        }));
    }

    private static string Half(byte[] start, int bound)
    {
        var meter = new AnswerMeter(Dialect.AnthropicMessages, isStream: true);
        Feed(meter, start, []);
        meter.TryGetUsage(new TokenCount(bound), out var usage).ShouldBeTrue();
        return usage.Text();
    }

    private static string Feed(AnswerMeter meter, byte[] bytes, IEnumerable<int> pieces)
    {
        var passed = new ArrayBufferWriter<byte>();
        Feed(meter, bytes, pieces, passed);
        return passed.WrittenSpan.Text();
    }

    private static void Feed(AnswerMeter meter, ReadOnlySpan<byte> bytes, IEnumerable<int> pieces, ArrayBufferWriter<byte> passed)
    {
        foreach (var length in pieces.Where(length => length > 0))
        {
            if (length >= bytes.Length)
                break;
            meter.Feed(bytes[..length], passed);
            bytes = bytes[length..];
        }

        meter.Feed(bytes, passed);
        meter.End(passed);
        meter.End(passed);
    }
}
