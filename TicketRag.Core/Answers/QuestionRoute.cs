using System.Globalization;
using System.Text.RegularExpressions;

namespace TicketRag.Core.Answers;

/// <summary>Where a question is taken to. The names are those of <c>mode.route</c>.</summary>
public abstract record QuestionRoute(string Name)
{
    /// <summary>A greeting or thanks: nothing is searched.</summary>
    public sealed record SmallTalk() : QuestionRoute("small_talk");

    /// <summary>A ticket that is named by its number.</summary>
    public sealed record Ticket(long Number) : QuestionRoute("ticket");

    /// <summary>What was solved before is asked for: tickets alone.</summary>
    public sealed record SolvedTickets() : QuestionRoute("solved_tickets");

    /// <summary>All else: knowledge and solved tickets, each from a pool of its own.</summary>
    public sealed record Knowledge() : QuestionRoute("knowledge");
}

/// <summary>Routes by the words of the question, with no model: rules that people can read, and in doubt the widest search.</summary>
public static partial class QuestionRouter
{
    public static QuestionRoute Route(string question)
    {
        if (SmallTalk().IsMatch(question))
        {
            return new QuestionRoute.SmallTalk();
        }

        if (TicketNumber().Match(question) is { Success: true } ticket
            && long.TryParse(ticket.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new QuestionRoute.Ticket(number);
        }

        return SolvedBefore().IsMatch(question) ? new QuestionRoute.SolvedTickets() : new QuestionRoute.Knowledge();
    }

    [GeneratedRegex(
        @"^\W*(?:(?:hi|hello|hey|hallo|moin|bonjour|good (?:morning|afternoon|evening|day)|thanks?|thank you|thx|cheers|danke|merci|ok(?:ay)?|great|perfect|bye|goodbye|how are you|who are you|what can you do|very much|so much|a lot|there|again|everyone|all)\W*)+$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SmallTalk();

    [GeneratedRegex(@"\b(?:ticket|case|request)s?\s*(?:number|no\.?|nr\.?)?\s*#?\s*(?<number>\d{1,12})\b|(?<![\w#])#(?<number>\d{1,12})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TicketNumber();

    [GeneratedRegex(
        @"\b(?:similar|earlier|previous|other|past|older|solved) (?:tickets?|cases?|requests?)\b|\b(?:has|have|had|did) (?:any(?:one|body)|some(?:one|body)|we|others?|another customer)\b.*\b(?:before|already|solved?|fixed?|reported?)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SolvedBefore();
}
