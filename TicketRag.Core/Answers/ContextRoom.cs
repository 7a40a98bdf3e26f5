using TicketRag.Core.Documents;

namespace TicketRag.Core.Answers;

/// <summary>What still fits a chat model's context. A server cuts what does not without a word, so nothing is sent that was not counted here first.</summary>
internal sealed class ContextRoom(int tokens)
{
    private const int AroundEach = 20;

    // The estimate knows prose; of names, codes and long words a model makes more tokens than it says.
    private const int CharactersPerToken = 3;

    private int _left = tokens;

    public bool TryTake(params ReadOnlySpan<string> texts)
    {
        var cost = AroundEach;
        foreach (var text in texts)
        {
            cost += Math.Max(TokenCount.Of(text), text.Length / CharactersPerToken);
        }

        if (cost > _left)
        {
            return false;
        }

        _left -= cost;
        return true;
    }

    /// <summary>The latest exchanges that fit, oldest first.</summary>
    public List<Exchange> Latest(IReadOnlyList<Exchange> history)
    {
        List<Exchange> fitting = [.. history.Reverse().TakeWhile(exchange => TryTake(exchange.Question, exchange.Answer))];
        fitting.Reverse();
        return fitting;
    }
}
