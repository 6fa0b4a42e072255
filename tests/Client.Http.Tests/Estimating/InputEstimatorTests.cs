namespace BudgetMesh.Http.Tests.Estimating;

public sealed class InputEstimatorTests
{
    private static readonly InputSize Text = new(Milli: 100_000, Media: 0, MediaBytes: 0, Unseen: 0);

    [Fact]
    public void Before_anything_is_known_it_is_what_the_text_weighs() => new InputEstimator().Bound(["a", "b"], Text).Value.ShouldBe(101);

    [Theory]
    [InlineData("The quick brown fox jumps over the lazy dog, and then it sleeps in the sun for the rest of the day.", 23)] // as tokenizers of today count
    [InlineData("你好，世界。今天天气很好，我们去公园散步吧。", 22)]
    [InlineData("for (var i = 0; i < items.Count; i++) { total += items[i].Price * 1.19m; }", 31)]
    public void Prose_and_code_stay_below_their_weight(string text, int tokens) => (TextWeights.Of(text.Utf8(), isEscaped: false) / 1_000).ShouldBeGreaterThanOrEqualTo(tokens);

    [Fact]
    public void A_character_weighs_as_much_escaped_as_plain() =>
        TextWeights.Of("""\u4f60\u597d"""u8, isEscaped: true).ShouldBe(TextWeights.Of("你好"u8, isEscaped: false));

    [Fact]
    public void From_enough_bills_on_the_bound_is_a_tenth_more_than_nearly_all_of_them()
    {
        var estimator = new InputEstimator();
        for (var i = 0; i < InputEstimator.AnswersLeast; i++)
        {
            estimator.Bound(["a"], Text).Value.ShouldBe(101);
            estimator.Learn("a", Text, billed: 40 + i % 20);
        }

        // The dearest were 59 of 100; a bucket of the sketch is up to a sixteenth wide.
        estimator.Bound(["a"], Text).Value.ShouldBeInRange(65, 70);
        estimator.Middle("a", Text).Value.ShouldBeInRange(49, 54);
    }

    [Fact]
    public void A_deployment_that_was_never_asked_is_taken_for_dearer_than_one_that_was_but_not_for_more_than_the_weight()
    {
        var estimator = new InputEstimator();
        Learn(estimator, "cheap", 40);
        var cheap = estimator.Bound(["cheap"], Text);
        estimator.Bound(["cheap", "new"], Text).Value.ShouldBeInRange(cheap.Value * 13 / 10, 101);
        Learn(estimator, "dear", 120);
        estimator.Bound(["dear"], Text).Value.ShouldBeGreaterThanOrEqualTo(132);
        estimator.Bound(["dear", "cheap"], Text).ShouldBe(estimator.Bound(["dear"], Text));
        estimator.Bound(["dear", "new"], Text).ShouldBe(estimator.Bound(["dear"], Text));
    }

    [Fact]
    public void Pictures_and_what_is_only_referred_to_are_added_and_teach_nothing()
    {
        var estimator = new InputEstimator();
        var seen = Text with { Media = 1 };
        for (var i = 0; i < InputEstimator.AnswersLeast; i++)
            estimator.Learn("a", seen, billed: 1);
        estimator.Bound(["a"], Text).Value.ShouldBe(101);
        estimator.Bound(["a"], seen).Value.ShouldBe(2_101);
        estimator.Bound(["a"], Text with { Unseen = 1 }).Value.ShouldBe(20_101);
    }

    [Fact]
    public void No_more_deployments_are_learned_than_there_is_room_for_and_no_bill_breaks_it()
    {
        var estimator = new InputEstimator();
        for (var i = 0; i < InputEstimator.DeploymentsMax; i++)
            estimator.Learn($"d{i}", Text, 10);
        Learn(estimator, "one too many", 10);
        estimator.Bound(["one too many"], Text).Value.ShouldBe(101);
        foreach (var nonsense in new[] { -1, 0, long.MaxValue, long.MinValue })
            estimator.Learn("d0", Text, nonsense);
        estimator.Bound(["d0"], new InputSize(long.MaxValue, int.MaxValue, long.MaxValue, int.MaxValue)).Value.ShouldBe(Limits.TokensPerRequestMax);
    }

    [Fact]
    public void Threads_learn_together()
    {
        var estimator = new InputEstimator();
        Parallel.For(0, 8_000, i =>
        {
            estimator.Learn("a", Text, 50);
            estimator.Bound(["a"], Text).Value.ShouldBeInRange(50, 101);
        });
        estimator.Bound(["a"], Text).Value.ShouldBeLessThan(61);
    }

    private static void Learn(InputEstimator estimator, string deployment, long billed)
    {
        for (var i = 0; i < InputEstimator.AnswersLeast; i++)
            estimator.Learn(deployment, Text, billed);
    }
}
