namespace TicketRag.IngestWorker.Pages;

/// <summary>What a robots.txt (RFC 9309) says to one product: of the rules that match a path the longest decides, and Allow on a tie.</summary>
public sealed class RobotsRules
{
    private readonly List<(string Pattern, bool Allows)> _rules = [];

    private RobotsRules()
    {
    }

    public static RobotsRules Parse(string text, string product)
    {
        var (own, all) = (new RobotsRules(), new RobotsRules());
        var (isOwn, isAll, namesOwn, inRules) = (false, false, false, false);
        foreach (var (field, value) in text.Split('\n').Select(Field))
        {
            switch (field)
            {
                case "user-agent":
                    (isOwn, isAll) = inRules ? (false, false) : (isOwn, isAll);
                    isOwn |= value.Split('/')[0].Equals(product, StringComparison.OrdinalIgnoreCase);
                    isAll |= value == "*";
                    namesOwn |= isOwn;
                    inRules = false;
                    break;
                case "allow" or "disallow":
                    inRules = true;
                    (isOwn ? own : null)?.Add(value, field == "allow");
                    (isAll ? all : null)?.Add(value, field == "allow");
                    break;
            }
        }

        return namesOwn ? own : all;
    }

    /// <param name="path">With its query.</param>
    public bool Allow(string path)
    {
        var (longest, allows) = (-1, true);
        foreach (var (pattern, ruleAllows) in _rules)
        {
            if (pattern.Length >= longest && Matches(path, pattern) && (pattern.Length > longest || ruleAllows))
            {
                (longest, allows) = (pattern.Length, ruleAllows);
            }
        }

        return allows;
    }

    private void Add(string pattern, bool allows)
    {
        if (pattern.Length > 0)
        {
            _rules.Add((pattern, allows));
        }
    }

    private static (string Field, string Value) Field(string line)
    {
        var text = line.Split('#')[0];
        var colon = text.IndexOf(':');
        return colon < 0 ? ("", "") : (text[..colon].Trim().ToLowerInvariant(), text[(colon + 1)..].Trim());
    }

    // A star is any stretch; a dollar sign at the end is the path's end.
    private static bool Matches(string path, string pattern)
    {
        var isAnchored = pattern.EndsWith('$');
        var parts = (isAnchored ? pattern[..^1] : pattern).Split('*');
        if (!path.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        var at = parts[0].Length;
        foreach (var part in parts.Skip(1))
        {
            var isLast = isAnchored && ReferenceEquals(part, parts[^1]);
            var found = isLast ? path.Length - part.Length : path.IndexOf(part, at, StringComparison.Ordinal);
            if (found < at || !path.AsSpan(found).StartsWith(part))
            {
                return false;
            }

            at = found + part.Length;
        }

        return !isAnchored || at == path.Length;
    }
}
