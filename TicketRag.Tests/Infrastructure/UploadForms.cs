using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TicketRag.Tests.Infrastructure;

/// <summary>Files as <c>curl -F file=@…</c> sends them.</summary>
internal static class UploadForms
{
    public static MultipartFormDataContent Of(string name, byte[] bytes, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(content, "file", name);
        foreach (var (field, value) in fields)
        {
            form.Add(new StringContent(value), field);
        }

        return form;
    }

    public static Task<ApiReply> UploadAsync(this ApiClient client, string name, byte[] bytes, params (string Name, string Value)[] fields) =>
        client.SendAsync(HttpMethod.Post, "/knowledge/ingest-file-async", Of(name, bytes, fields));

    /// <summary>Uploads, waits until all jobs have ended, and returns the document as it is then.</summary>
    public static async Task<JsonElement> DocumentOfAsync(this TestOrganization organization, string name, byte[] bytes)
    {
        var job = (await organization.Admin.UploadAsync(name, bytes)).Expect(System.Net.HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
        await organization.SettleAsync();
        return await organization.DocumentOfJobAsync(job);
    }

    public static Task<JsonElement> DocumentOfAsync(this TestOrganization organization, string name, string text) =>
        organization.DocumentOfAsync(name, Encoding.UTF8.GetBytes(text));

    public static async Task<JsonElement> DocumentOfJobAsync(this TestOrganization organization, Guid job) => Assert.Single(
        (await organization.Admin.GetAsync($"/api/v1/documents?job_id={job}")).Expect(System.Net.HttpStatusCode.OK).GetProperty("documents").EnumerateArray());

    public static async Task<JsonElement> DocumentAsync(this TestOrganization organization, Guid id) =>
        (await organization.Admin.GetAsync($"/api/v1/documents/{id}")).Expect(System.Net.HttpStatusCode.OK);
}
