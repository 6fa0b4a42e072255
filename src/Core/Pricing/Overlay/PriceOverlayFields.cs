using System.Globalization;

namespace BudgetMesh.Pricing;

/// <summary>
/// Reads the fields of one overlay entry, reports those that are wrong (by name, with a sentence), and lays the others over
/// the prices of a model.
/// </summary>
internal sealed class PriceOverlayFields
{
    private readonly Dictionary<TokenClass, TieredRate> _classes = [];
    private readonly Action<string, string> _report;
    private readonly Rate? _request;
    private readonly Rate? _webSearch;
    private readonly int? _batchDiscountBasisPoints;
    private readonly long? _contextWindow;

    public PriceOverlayFields(PriceOverlayConfig written, Action<string, string> report)
    {
        _report = report;
        ReadClass("input_mtok", TokenClass.Input, written.InputMtok);
        ReadClass("output_mtok", TokenClass.Output, written.OutputMtok);
        ReadClass("cache_read_mtok", TokenClass.CacheRead, written.CacheReadMtok);
        ReadClass("cache_write_mtok", TokenClass.CacheWrite, written.CacheWriteMtok);
        ReadClass("cache_write_one_hour_mtok", TokenClass.CacheWriteOneHour, written.CacheWriteOneHourMtok);
        ReadClass("input_audio_mtok", TokenClass.InputAudio, written.InputAudioMtok);
        ReadClass("cache_audio_read_mtok", TokenClass.CacheAudioRead, written.CacheAudioReadMtok);
        ReadClass("output_audio_mtok", TokenClass.OutputAudio, written.OutputAudioMtok);
        ReadClass("output_image_mtok", TokenClass.OutputImage, written.OutputImageMtok);
        _request = ReadPerThousand("requests_kcount", written.RequestsKcount);
        _webSearch = ReadPerThousand("web_search_kcount", written.WebSearchKcount);
        _batchDiscountBasisPoints = ReadPercent("batch_discount_percent", written.BatchDiscountPercent);
        _contextWindow = ReadCount("context_window", written.ContextWindow);
    }

    /// <summary>True where tokens or requests are given a price.</summary>
    public bool HasPrice => _classes.Count > 0 || _request is not null;

    public ModelPrices Over(ModelPrices model) => model with
    {
        Sheets = [.. model.Sheets.Select(conditional => conditional with { Sheet = Over(conditional.Sheet) })],
        ContextWindow = _contextWindow ?? model.ContextWindow,
    };

    private PriceSheet Over(PriceSheet sheet) => sheet with
    {
        Classes = sheet.Classes.SetItems(_classes),
        Request = _request ?? sheet.Request,
        WebSearch = _webSearch ?? sheet.WebSearch,
        BatchDiscountBasisPoints = _batchDiscountBasisPoints ?? sheet.BatchDiscountBasisPoints,
    };

    private void ReadClass(string field, TokenClass tokenClass, string? written)
    {
        if (written is null)
            return;
        if (Rate.TryParsePerMillion(written, out var rate, out var problem))
            _classes[tokenClass] = TieredRate.Flat(rate);
        else
            _report(field, problem);
    }

    private Rate? ReadPerThousand(string field, string? written)
    {
        if (written is null)
            return null;
        if (Rate.TryParsePerThousand(written, out var rate, out var problem))
            return rate;
        _report(field, problem);
        return null;
    }

    private int? ReadPercent(string field, string? written)
    {
        if (written is null)
            return null;
        if (decimal.TryParse(written, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent <= 100 && percent * 100 == decimal.Truncate(percent * 100))
        {
            return (int)(percent * 100);
        }

        _report(field, $"\"{written}\" is not a percentage: write a number from 0 to 100 with at most two decimals");
        return null;
    }

    private long? ReadCount(string field, string? written)
    {
        if (written is null)
            return null;
        if (long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= Limits.TokensPerRequestMax)
            return count;
        _report(field, $"\"{written}\" is not a number of tokens: write a whole number from 1 to {Limits.TokensPerRequestMax}");
        return null;
    }
}
