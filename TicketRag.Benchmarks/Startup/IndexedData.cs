using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TicketRag.Benchmarks.Hosts;
using TicketRag.Benchmarks.Retrieval;
using TicketRag.Core.Documents;
using TicketRag.Core.Models.BuiltIn;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Benchmarks.Startup;

/// <summary>A data folder whose one organization has many chunks with their embeddings, as if they had been ingested.</summary>
/// <param name="Marks">Words that one chunk each has.</param>
internal sealed record IndexedData(string Folder, string ApiKey, IReadOnlyList<string> Marks)
{
    private const string Notes = "benchmark.json";
    private const int ChunksPerDocument = 5;
    private const int DocumentsPerTransaction = 400;
    private const int MarkEvery = 9_973;

    public string IndexFolder => Path.Combine(Folder, "index");

    public Dictionary<string, string> Settings => new() { ["Data__Folder"] = Folder };

    /// <summary>That in the folder, or else a new one.</summary>
    public static async Task<IndexedData> InAsync(string folder, PublishedHosts hosts, int chunks)
    {
        var notes = Path.Combine(folder, Notes);
        if (!File.Exists(notes))
        {
            var made = await MakeAsync(folder, hosts, chunks);
            await File.WriteAllTextAsync(notes, JsonSerializer.Serialize(made));
        }

        return JsonSerializer.Deserialize<IndexedData>(await File.ReadAllTextAsync(notes))!;
    }

    private static async Task<IndexedData> MakeAsync(string folder, PublishedHosts hosts, int chunks)
    {
        string key;
        await using (var api = await HostProcess.StartAsync(hosts.Api, new Dictionary<string, string> { ["Data__Folder"] = folder }))
        {
            await api.Http.SignInAsync("restart");
            key = api.Http.DefaultRequestHeaders.GetValues("x-api-key").Single();
        }

        var started = Stopwatch.GetTimestamp();
        var options = new DbContextOptionsBuilder<SqliteDb>().UseSqlite($"Data Source={Path.Combine(folder, "ticketrag.db")}").Options;
        var corpus = new SyntheticCorpus(BuiltInEmbeddingGenerator.DefaultDimensions, new(TextAnalyzer.InEnglish));
        var marks = new List<string>();
        OrganizationId organization;
        await using (var db = Open(options))
        {
            organization = await db.Organizations.IgnoreQueryFilters().Where(row => row.Slug == "restart").Select(row => row.Id).SingleAsync();
        }

        for (var done = 0; done < chunks; done += DocumentsPerTransaction * ChunksPerDocument)
        {
            await using var db = Open(options);
            for (var i = 0; i < DocumentsPerTransaction && done + (i * ChunksPerDocument) < chunks; i++)
            {
                AddDocument(db, organization, corpus, done + (i * ChunksPerDocument), marks);
            }

            await db.SaveChangesAsync();
        }

        Console.WriteLine($"{chunks:N0} chunks were made in {Stopwatch.GetElapsedTime(started).TotalSeconds:N0} s");

        return new(folder, key, marks);
    }

    private static SqliteDb Open(DbContextOptions<SqliteDb> options) => new(options, new CurrentOrganization(), TimeProvider.System, new SqliteDialect(TimeProvider.System));

    private static void AddDocument(SqliteDb db, OrganizationId organization, SyntheticCorpus corpus, int number, List<string> marks)
    {
        var (id, title) = (Guid.CreateVersion7(), $"Document {number}");
        var text = new StringBuilder();
        for (var ordinal = 0; ordinal < ChunksPerDocument; ordinal++)
        {
            var mark = (number + ordinal) % MarkEvery == 0 ? $"markedchunk{number + ordinal}" : null;
            var (words, vector) = corpus.Passage(mark);
            var chunk = NewChunk(organization, id, title, ordinal, text.Length, words);
            db.Chunks.Add(chunk);
            db.Embeddings.Add(new()
            {
                OrganizationId = organization,
                Model = BuiltInEmbeddingGenerator.Model,
                TextSha256 = chunk.SearchTextSha256,
                Bytes = CachedEmbedding.ToBytes(vector),
            });
            text.Append(words).Append('\n');
            if (mark is not null)
            {
                marks.Add(mark);
            }
        }

        db.Documents.Add(NewDocument(organization, id, title, text.ToString()));
    }

    private static Chunk NewChunk(OrganizationId organization, Guid document, string title, int ordinal, int start, string text) => NewChunk(
        organization, document, ordinal, start, text, Sha256(Chunk.SearchText(title, null, null, text)));

    private static Chunk NewChunk(OrganizationId organization, Guid document, int ordinal, int start, string text, string sha256) => new()
    {
        Id = ChunkIds.Chunk(document, 1, ordinal, sha256),
        OrganizationId = organization,
        DocumentId = document,
        Version = 1,
        Ordinal = ordinal,
        Start = start,
        End = start + text.Length,
        Text = text,
        Audience = Audience.Agents,
        SearchTextSha256 = sha256,
    };

    private static Document NewDocument(OrganizationId organization, Guid id, string title, string text) => new()
    {
        Id = id,
        OrganizationId = organization,
        SourceKind = SourceKind.Text,
        SourceId = id,
        Title = title,
        Audience = Audience.Agents,
        Text = text,
        ContentSha256 = Sha256(text),
        Version = 1,
        ChunkCount = ChunksPerDocument,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
