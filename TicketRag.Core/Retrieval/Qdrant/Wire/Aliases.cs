namespace TicketRag.Core.Retrieval.Qdrant.Wire;

public sealed record AliasList(IReadOnlyList<AliasDescription> Aliases);

public sealed record AliasDescription(string AliasName, string CollectionName);

/// <summary>The actions are applied in order and become visible together.</summary>
public sealed record ChangeAliases(IReadOnlyList<AliasAction> Actions);

/// <summary>Exactly one of the two is set.</summary>
public sealed record AliasAction(AliasDescription? CreateAlias = null, DeletedAlias? DeleteAlias = null)
{
    public static AliasAction Create(string alias, string collection) => new(CreateAlias: new(alias, collection));

    /// <summary>No error when there is no such alias.</summary>
    public static AliasAction Delete(string alias) => new(DeleteAlias: new(alias));
}

public sealed record DeletedAlias(string AliasName);
