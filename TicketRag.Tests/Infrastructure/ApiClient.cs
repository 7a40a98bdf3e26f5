using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace TicketRag.Tests.Infrastructure;

/// <summary>Calls the Api over its real port with a fixed set of headers. Bodies are written as they are: members are spelt as on the wire.</summary>
internal sealed class ApiClient(HttpClient http, params (string Name, string Value)[] headers)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public Uri Address => http.BaseAddress!;

    public ApiClient With(string name, string value) => new(http, [.. headers.Where(header => header.Name != name), (name, value)]);

    public Task<ApiReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiReply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<ApiReply> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body, options: JsonSerializerOptions.Default));

    public Task<ApiReply> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, JsonContent.Create(body, options: JsonSerializerOptions.Default));

    public Task<ApiReply> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, JsonContent.Create(body, options: JsonSerializerOptions.Default));

    public Task<ApiReply> PostJsonAsync(string path, string json) => SendAsync(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"));

    /// <summary>An answer that is read while it comes.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, params IEnumerable<(string Name, string Value)> more)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers.Concat(more))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
    }

    /// <summary>As <c>curl -F</c> sends it.</summary>
    public Task<ApiReply> PostFormAsync(string path, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        return SendAsync(HttpMethod.Post, path, form);
    }

    public async Task<ApiReply> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, Cancelled);
        return await ApiReply.ReadAsync(response, Cancelled);
    }
}
