using System.Collections.Concurrent;
using TicketRag.Core.Retrieval.Embedded.Files;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>Numbers for the few different audiences, states and tags of an organization, from 1.</summary>
internal sealed class Labels
{
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>For the one writer.</summary>
    public int Number(string label) => _numbers.GetOrAdd(label, static (_, numbers) => numbers.Count + 1, _numbers);

    public void Save(IndexFileWriter writer)
    {
        var labels = _numbers.ToArray();
        writer.Write(labels.Length);
        foreach (var (label, number) in labels)
        {
            writer.Write(label);
            writer.Write(number);
        }
    }

    public static Labels Load(IndexFileReader reader)
    {
        var labels = new Labels();
        for (var left = reader.ReadNumber(); left > 0; left--)
        {
            labels._numbers[reader.ReadText()] = reader.ReadNumber();
        }

        return labels;
    }

    /// <summary>Those that any row ever had; the others can match nothing.</summary>
    public int[] Known(IReadOnlyList<string> labels)
    {
        var known = new List<int>(labels.Count);
        foreach (var label in labels)
        {
            if (_numbers.TryGetValue(label, out var number))
            {
                known.Add(number);
            }
        }

        return [.. known];
    }
}
