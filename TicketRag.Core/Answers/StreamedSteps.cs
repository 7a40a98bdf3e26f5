using System.Text;
using System.Text.Json;

namespace TicketRag.Core.Answers;

/// <summary>
/// Finds the steps in a reply of the schema <c>{"steps": [{…}, …]}</c> while it is being written: each is read once its last brace has come. What is not
/// of the schema is no step.
/// </summary>
internal sealed class StreamedSteps
{
    private const int DepthOfStep = 2;

    private readonly StringBuilder _step = new();
    private int _depth;
    private bool _inText;
    private bool _escaped;

    public IEnumerable<ChatDraft.Step> Read(string more)
    {
        foreach (var c in more)
        {
            if (Take(c) && Parse(_step.ToString()) is { } step)
            {
                yield return step;
            }
        }
    }

    // True when this character ends a step.
    private bool Take(char c)
    {
        if (_inText)
        {
            (_inText, _escaped) = (_escaped || c != '"', !_escaped && c == '\\');
        }
        else if (c == '"')
        {
            _inText = true;
        }
        else if (c == '{' && ++_depth == DepthOfStep)
        {
            _step.Clear();
        }

        if (_depth >= DepthOfStep)
        {
            _step.Append(c);
        }

        return !_inText && c == '}' && _depth-- == DepthOfStep;
    }

    private static ChatDraft.Step? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ChatDraftJson.Default.Step);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
