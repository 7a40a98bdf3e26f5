using TicketRag.Core.Answers;
using TicketRag.Core.Documents;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Tests.Answers;

public sealed class ExtractiveAnswerWriterTests
{
    private static readonly Guid Ticket = Guid.CreateVersion7();

    [Fact]
    public async Task Resolution_answers_and_not_who_had_the_same_problem_in_the_same_words()
    {
        var answer = await AnswerAsync(
            "turnstile beeps twice and stays shut",
            Chunk(SourceKind.Ticket, Ticket, TicketSections.Description, "Since this morning the turnstile in the hall beeps twice for every badge and stays shut."),
            Chunk(SourceKind.Ticket, Ticket, TicketSections.Resolution, "Hold the reset pin for ten seconds."));

        Assert.Equal("Hold the reset pin for ten seconds.", answer[0]);
    }

    [Fact]
    public async Task Description_still_answers_what_nothing_else_says()
    {
        var answer = await AnswerAsync(
            "Which turnstile is it?",
            Chunk(SourceKind.Ticket, Ticket, TicketSections.Description, "It is the turnstile in the hall."),
            Chunk(SourceKind.Ticket, Ticket, TicketSections.Comment, "Thank you for your patience, we look after it."));

        Assert.Equal(["It is the turnstile in the hall."], answer);
    }

    [Fact]
    public async Task Row_of_a_table_answers_and_not_the_names_of_its_columns()
    {
        var answer = await AnswerAsync(
            "What does a solid amber LED mean?",
            Chunk(SourceKind.Article, Guid.CreateVersion7(), null, "| LED | Meaning | What to do |\n|---|---|---|\n| Solid green | In order | Nothing |\n| Solid amber | Firmware update | Do not cut the power |"));

        Assert.Equal("| Solid amber | Firmware update | Do not cut the power |", answer[0]);
        Assert.DoesNotContain("| LED | Meaning | What to do |", answer);
    }

    [Fact]
    public async Task Names_of_columns_count_for_their_rows()
    {
        var answer = await AnswerAsync(
            "warranty months of the Zebu",
            Chunk(SourceKind.Article, Guid.CreateVersion7(), null, "| Model | Colour |\n|---|---|\n| Zebu | green |\n\n| Model | Warranty months |\n|---|---|\n| Zebu | 24 |\n\nThe warranty is counted in months."));

        Assert.Equal(["The warranty is counted in months.", "| Zebu | 24 |", "| Zebu | green |"], answer);
    }

    private static async Task<List<string>> AnswerAsync(string question, params IReadOnlyList<RetrievedChunk> sources) =>
    [
        .. (await new ExtractiveAnswerWriter(new TextAnalyzer()).AnswerAsync(question, [], sources, new(TimeProvider.System), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken)).Select(step => step.Text),
    ];

    private static RetrievedChunk Chunk(SourceKind kind, Guid document, string? heading, string text) => new(
        Guid.CreateVersion7(), document, 1, 0, "Title", kind, document, null, heading, text, 0, text.Length, null, null, null, 1, null, null, null, new QuestionCoverage(0.8, 4, 5));
}
