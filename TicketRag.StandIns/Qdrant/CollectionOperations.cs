using System.Text.Json;

namespace TicketRag.StandIns.Qdrant;

/// <summary>Collections, aliases and payload indexes.</summary>
internal static class CollectionOperations
{
    private static readonly string[] FieldTypes = ["keyword", "integer", "float", "geo", "text", "bool", "datetime", "uuid"];

    public static void List(StoredState state, Utf8JsonWriter result)
    {
        result.WriteStartObject();
        result.WriteStartArray("collections");
        foreach (var name in state.Collections.Keys)
        {
            result.WriteStartObject();
            result.WriteString("name", name);
            result.WriteEndObject();
        }

        result.WriteEndArray();
        result.WriteEndObject();
    }

    public static void Create(StoredState state, string name, JsonElement body, Utf8JsonWriter result)
    {
        const string forbidden = "<>:\"/\\|?*\0";
        var settings = CollectionSettings.Read(body);
        if (name.FirstOrDefault(forbidden.Contains) is var bad and not '\0')
        {
            throw Refusal.Validation("collection_name", $"collection name cannot contain \"{bad}\" char");
        }

        if (state.Collections.ContainsKey(name))
        {
            throw Refusal.CollectionExists(name);
        }

        if (state.Aliases.ContainsKey(name))
        {
            throw Refusal.Input($"Can't create collection with name {name}. Alias with the same name already exists");
        }

        state.Collections[name] = new(name, settings);
        result.WriteBooleanValue(true);
    }

    public static void Delete(StoredState state, string name, Utf8JsonWriter result)
    {
        var existed = state.Collections.Remove(name);
        foreach (var alias in state.Aliases.Where(alias => alias.Value == name).Select(alias => alias.Key).ToList())
        {
            state.Aliases.Remove(alias);
        }

        result.WriteBooleanValue(existed);
    }

    public static void Exists(StoredState state, string name, Utf8JsonWriter result)
    {
        result.WriteStartObject();
        result.WriteBoolean("exists", state.Collections.ContainsKey(state.Aliases.GetValueOrDefault(name, name)));
        result.WriteEndObject();
    }

    public static void Describe(StoredCollection collection, Utf8JsonWriter result)
    {
        result.WriteStartObject();
        result.WriteString("status", "green");
        result.WriteString("optimizer_status", "ok");
        result.WriteNumber("points_count", collection.Count);
        result.WriteNumber("indexed_vectors_count", 0);
        result.WriteNumber("segments_count", 1);
        result.WriteStartObject("config");
        result.WritePropertyName("params");
        collection.Settings.Json.WriteTo(result);
        result.WriteEndObject();
        result.WriteStartObject("payload_schema");
        foreach (var (field, type) in collection.Indexes)
        {
            result.WriteStartObject(field);
            result.WriteString("data_type", type);
            result.WriteNumber("points", collection.Points.Count(point => point.Fields.ContainsKey(field)));
            result.WriteEndObject();
        }

        result.WriteEndObject();
        result.WriteEndObject();
    }

    public static void CreateIndex(StoredCollection collection, JsonElement body)
    {
        var fields = StrictObject.Of(body, "struct CreateFieldIndex", "field_name", "field_schema");
        var name = Strict.Text(fields.Required("field_name"));
        var schema = fields.Optional("field_schema")
            ?? throw Refusal.Input($"Unable to infer type for the field '{name}'. Please specify `field_type`");
        collection.AddIndex(name, schema.ValueKind == JsonValueKind.Object ? TypeOf(schema) : Strict.OneOf(schema, FieldTypes));
    }

    private static string TypeOf(JsonElement schema)
    {
        var type = Strict.OneOf(schema.TryGetProperty("type", out var name) ? name : throw Refusal.Format("missing field `type`"), FieldTypes);
        string[] own = type switch
        {
            "keyword" => ["is_tenant", "prefix"],
            "uuid" => ["is_tenant"],
            "integer" => ["lookup", "range", "is_principal"],
            "float" or "datetime" => ["is_principal"],
            "text" => throw Refusal.Unsupported("text index"),
            _ => [],
        };
        var fields = StrictObject.Of(schema, "struct PayloadSchemaParams", [.. own, "type", "on_disk", "memory", "enable_hnsw"]);
        foreach (var flag in (string[])[.. own, "on_disk", "enable_hnsw"])
        {
            _ = fields.Optional(flag) is { } value && Strict.Flag(value);
        }

        _ = fields.Optional("memory") is { } memory ? Strict.OneOf(memory, "cold", "cached", "pinned") : null;
        return type;
    }

    public static void ListAliases(IEnumerable<KeyValuePair<string, string>> aliases, Utf8JsonWriter result)
    {
        result.WriteStartObject();
        result.WriteStartArray("aliases");
        foreach (var (alias, collection) in aliases)
        {
            result.WriteStartObject();
            result.WriteString("alias_name", alias);
            result.WriteString("collection_name", collection);
            result.WriteEndObject();
        }

        result.WriteEndArray();
        result.WriteEndObject();
    }

    /// <summary>In order; as on the real server, what an action did before a later one was refused stays done.</summary>
    public static void ChangeAliases(StoredState state, JsonElement body, Utf8JsonWriter result)
    {
        var actions = Strict.Items(StrictObject.Of(body, "struct ChangeAliasesOperation", "actions").Required("actions")).Select(ReadAliasAction).ToList();
        foreach (var act in actions)
        {
            act(state);
        }

        result.WriteBooleanValue(true);
    }

    private static Action<StoredState> ReadAliasAction(JsonElement element)
    {
        var action = element.ValueKind == JsonValueKind.Object && element.EnumerateObject().Count() == 1
            ? element.EnumerateObject().Single()
            : throw Refusal.Format("data did not match any variant of untagged enum AliasOperations");
        switch (action.Name)
        {
            case "create_alias":
                var create = StrictObject.Of(action.Value, "struct CreateAlias", "collection_name", "alias_name");
                var (collection, alias) = (Strict.Text(create.Required("collection_name")), Strict.Text(create.Required("alias_name")));
                return state =>
                {
                    _ = state.Collections.ContainsKey(collection) ? true : throw Refusal.NoCollection(collection);
                    state.Aliases[alias] = state.Collections.ContainsKey(alias) ? throw Refusal.CollectionExists(alias) : collection;
                };
            case "delete_alias":
                var deleted = Strict.Text(StrictObject.Of(action.Value, "struct DeleteAlias", "alias_name").Required("alias_name"));
                return state => state.Aliases.Remove(deleted);
            case "rename_alias":
                throw Refusal.Unsupported("rename_alias");
            default:
                throw Refusal.Format("data did not match any variant of untagged enum AliasOperations");
        }
    }
}
