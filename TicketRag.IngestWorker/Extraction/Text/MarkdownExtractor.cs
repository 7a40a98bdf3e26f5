using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace TicketRag.IngestWorker.Extraction.Text;

/// <summary>Markdown without its markup, with the line that each block begins at.</summary>
internal sealed partial class MarkdownExtractor : IExtractor
{
    private static readonly MarkdownPipeline Pipeline = NewPipeline(builder => builder.UseEmphasisExtras());

    // The parser nests each mark of a paragraph in the one before, until it knows which belong together, and gives up at some ten thousand: a long table has as many.
    private static readonly MarkdownPipeline WithoutEmphasis = NewPipeline(builder => builder.InlineParsers.Insert(0, new EmphasisAsText()));

    public string Format => "markdown";

    public bool Recognizes(FileProbe file) =>
        file.Sample is { } sample && (file.IsDeclared("text/markdown", ".md", ".markdown", ".mdown") || LooksLikeMarkdown(sample));

    public void Extract(ExtractionRun run)
    {
        var text = TextReading.Whole(run);
        MarkdownDepth.Check(text, run.Budget);
        MarkdownSize.Check(text, run.Budget);
        var document = Parse(text, run.Budget);
        run.Blocks.Facts = FrontMatter.Read(document.Descendants<YamlFrontMatterBlock>().FirstOrDefault()?.Lines.ToString());
        new MarkdownWalk(run.Blocks, run.Budget).Write(document);
        if (run.Blocks.Facts.Title is null && document.OfType<HeadingBlock>().FirstOrDefault(heading => heading.Level == 1) is { } first)
        {
            run.Blocks.Facts = run.Blocks.Facts with { Title = MarkdownInlines.Text(first.Inline) };
        }
    }

    private static MarkdownPipeline NewPipeline(Action<MarkdownPipelineBuilder> emphasis)
    {
        var builder = new MarkdownPipelineBuilder().UsePipeTables().UseGridTables().UseYamlFrontMatter().UseFootnotes().UseDefinitionLists().UseTaskLists();
        emphasis(builder);
        builder.InlineParsers.Insert(0, new MarkdownWatch());
        return builder.Build();
    }

    private static MarkdownDocument Parse(string text, ExtractionBudget budget) =>
        TryParse(text, Pipeline, budget) ?? TryParse(text, WithoutEmphasis, budget)
        ?? throw new ExtractionException(ExtractionFault.LimitExceeded, "Its marks are nested too deep.");

    private static MarkdownDocument? TryParse(string text, MarkdownPipeline pipeline, ExtractionBudget budget)
    {
        try
        {
            return Markdown.Parse(text, pipeline, MarkdownWatch.Within(budget));
        }
        catch (ArgumentException tooDeep) when (tooDeep.Message.Contains("depth limit", StringComparison.Ordinal))
        {
            return null;
        }
    }

    // Marks that plain text hardly has, of more than one sort.
    private static bool LooksLikeMarkdown(string sample) =>
        (Heading().IsMatch(sample) ? 1 : 0) + (Link().IsMatch(sample) ? 1 : 0) + (Fence().Count(sample) >= 2 ? 1 : 0) + (Rule().IsMatch(sample) ? 1 : 0)
        + (Strong().IsMatch(sample) ? 1 : 0) >= 2;

    [GeneratedRegex(@"^#{1,6} \S", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[[^\]\n]{1,200}\]\([^)\s]{1,500}\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^(```|~~~)", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\|?[ :-]*-{3}[ :|-]*\|[ :|-]*$", RegexOptions.Multiline)]
    private static partial Regex Rule();

    [GeneratedRegex(@"\*\*[^*\n]{1,200}\*\*")]
    private static partial Regex Strong();
}
