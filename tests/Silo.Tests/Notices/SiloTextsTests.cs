using BudgetMesh.Storage;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Tests;

public sealed class SiloTextsTests
{
    [Fact]
    public void Many_notices_are_few_texts_that_say_all_of_it_and_fit()
    {
        Notice[] notices =
        [
            .. Enumerable.Range(0, 1_000).Select(number => new Notice(NoticeKinds.Recall, $"acme/run-{number}/{new string('ü', 60)}")),
            new Notice(NoticeKinds.RatesRecall, null) { Deployment = "openai/gpt-5@us" },
            new Notice(NoticeKinds.Plan, null),
            SiloTexts.Keys,
        ];

        var texts = SiloTexts.Write(notices);

        texts.SelectMany(SiloTexts.Read).ShouldBe(notices);
        texts.ShouldAllBe(text => System.Text.Encoding.UTF8.GetByteCount(text) <= INoticeChannel.TextBytesMax);
        texts.Count.ShouldBeLessThan(100);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"kind":"recall"}""")]
    [InlineData("""{"kind":"recall","scope":"acme","deployment":null,"colour":"red"}""")]
    public void What_cannot_be_read_counts_as_missed(string text) => SiloTexts.Read(text).ShouldBe([SiloTexts.Missed]);
}
