using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Content;

/// <summary>The layers that a document's default configuration hides (ISO 32000-2, 8.11).</summary>
internal sealed class OptionalContent
{
    private readonly ObjectStore _store;
    private readonly HashSet<int> _hidden = [];

    public OptionalContent(ObjectStore store, DictionaryObject catalog)
    {
        _store = store;
        if (store.Get(catalog, "OCProperties").Dictionary is not { } properties
            || store.Get(properties, "D").Dictionary is not { } configuration)
        {
            return;
        }

        if (store.Get(configuration, "BaseState").IsName("OFF"))
        {
            _hidden.UnionWith(Numbers(store.Get(properties, "OCGs").Array));
        }

        _hidden.ExceptWith(Numbers(store.Get(configuration, "ON").Array));
        _hidden.UnionWith(Numbers(store.Get(configuration, "OFF").Array));
    }

    private static IEnumerable<int> Numbers(ArrayObject? groups)
    {
        for (var i = 0; i < (groups?.Count ?? 0); i++)
        {
            yield return groups![i].ReferenceNumber;
        }
    }

    /// <summary>Whether a group, or a membership dictionary by its policy (8.11.2.2), is hidden.</summary>
    public bool IsHidden(Value group)
    {
        if (_hidden.Count == 0 || group.IsNull)
        {
            return false;
        }

        if (_hidden.Contains(group.ReferenceNumber))
        {
            return true;
        }

        if (_store.Resolve(group).Dictionary is not { } membership || !_store.Get(membership, "Type").IsName("OCMD"))
        {
            return false;
        }

        var members = _store.Get(membership, "OCGs").Array is { } array
            ? Numbers(array).ToList()
            : [membership["OCGs"].ReferenceNumber];
        members.RemoveAll(number => number == 0);
        if (members.Count == 0)
        {
            return false;
        }

        return _store.Get(membership, "P").Name switch
        {
            "AllOn" => members.Any(_hidden.Contains),
            "AnyOff" => !members.Any(_hidden.Contains),
            "AllOff" => !members.All(_hidden.Contains),
            _ => members.All(_hidden.Contains),
        };
    }
}
