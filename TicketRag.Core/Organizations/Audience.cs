namespace TicketRag.Core.Organizations;

/// <summary>
/// Who may see a document, chunk or answer; and, for a caller, as whom it reads.
/// <c>agents</c> reads everything of its organization, <c>owner:&lt;user&gt;</c> reads what is public and its own,
/// <c>public</c> reads what is public.
/// </summary>
public readonly record struct Audience
{
    private const string OwnerPrefix = "owner:";

    private Audience(string value) => Value = value;

    /// <summary>The stored form: <c>public</c>, <c>agents</c> or <c>owner:&lt;user&gt;</c>.</summary>
    public string Value { get => field ?? "agents"; }

    public static Audience Public { get; } = new("public");

    public static Audience Agents { get; } = new("agents");

    /// <param name="user">The customer's e-mail address or user id; compared without case.</param>
    public static Audience Owner(string user)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(user);
        return new(OwnerPrefix + user.Trim().ToLowerInvariant());
    }

    /// <summary>Reads the stored form; anything else is refused.</summary>
    public static bool TryParse(string? value, out Audience audience)
    {
        Audience? parsed = value switch
        {
            "public" => Public,
            "agents" => Agents,
            not null when value.StartsWith(OwnerPrefix, StringComparison.Ordinal) && !string.IsNullOrWhiteSpace(value[OwnerPrefix.Length..])
                => Owner(value[OwnerPrefix.Length..]),
            _ => null,
        };
        audience = parsed ?? Agents;
        return parsed is not null;
    }

    public static Audience Parse(string value) =>
        TryParse(value, out var audience) ? audience : throw new FormatException($"'{value}' is no audience: public, agents or owner:<user>.");

    /// <summary>The audiences whose rows this reader may see; null means all of them.</summary>
    public IReadOnlyList<string>? Readable => Value switch
    {
        "agents" => null,
        "public" => ["public"],
        _ => ["public", Value],
    };

    public bool CanRead(Audience row) => Readable is not { } readable || readable.Contains(row.Value);

    public override string ToString() => Value;
}
