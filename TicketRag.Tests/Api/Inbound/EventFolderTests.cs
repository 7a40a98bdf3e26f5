using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Inbound;

/// <summary>Files of events are read beneath one folder and nowhere else.</summary>
public sealed class EventFolderTests(EventFixture fixture)
{
    [Theory]
    [InlineData("../outside/secret.txt")]
    [InlineData("link-out.txt")]
    [InlineData("folder-out/secret.txt")]
    [InlineData("round/round/secret.txt")]
    [InlineData("not-there.txt")]
    public async Task File_that_is_not_beneath_the_folder_is_not_read(string relative)
    {
        var secret = Path.Combine(fixture.Outside, "secret.txt");
        await File.WriteAllTextAsync(secret, "Not for indexing.", TestContext.Current.CancellationToken);
        fixture.Link("link-out.txt", path => File.CreateSymbolicLink(path, secret));
        fixture.Link("folder-out", path => Directory.CreateSymbolicLink(path, fixture.Outside));
        fixture.Link("round", path => Directory.CreateSymbolicLink(path, path));
        var (organization, company) = await fixture.Server.NewCompanyAsync();
        await organization.SendEventAsync(SentEvents.Uploaded(company, Guid.CreateVersion7(), relative));
        await organization.SettleAsync();

        var document = Assert.Single(await organization.DocumentsAsync());
        Assert.Equal("failed", document.Text("status"));
        Assert.DoesNotContain(fixture.Outside, document.Text("error_message")!, StringComparison.Ordinal);
        Assert.Empty(await organization.RetrieveAsync("Not for indexing."));
    }

    [Fact]
    public async Task Whether_a_file_outside_the_folder_exists_is_not_told()
    {
        await File.WriteAllTextAsync(Path.Combine(fixture.Outside, "there.txt"), "Not for indexing.", TestContext.Current.CancellationToken);
        fixture.Link("to-there.txt", path => File.CreateSymbolicLink(path, Path.Combine(fixture.Outside, "there.txt")));
        fixture.Link("to-nothing.txt", path => File.CreateSymbolicLink(path, Path.Combine(fixture.Outside, "nothing.txt")));
        var (organization, company) = await fixture.Server.NewCompanyAsync();
        foreach (var relative in new[] { "../outside/there.txt", "../outside/nothing.txt", "../nowhere/nothing.txt", "to-there.txt", "to-nothing.txt" })
        {
            await organization.SendEventAsync(SentEvents.Uploaded(company, Guid.CreateVersion7(), relative));
        }

        await organization.SettleAsync();

        Assert.Equal(
            "The file does not lie beneath RAG_FILES_BASE_PATH",
            Assert.Single((await organization.DocumentsAsync()).Select(document => document.Text("error_message")).Distinct()));
    }

    [Fact]
    public async Task Link_that_stays_beneath_the_folder_is_followed()
    {
        var (organization, company) = await fixture.Server.NewCompanyAsync();
        fixture.Write("real.txt", "Words enough to be read.");
        fixture.Link("alias.txt", path => File.CreateSymbolicLink(path, "real.txt"));
        await organization.SendEventAsync(SentEvents.Uploaded(company, Guid.CreateVersion7(), "alias.txt"));
        await organization.SettleAsync();

        Assert.Equal("ready", Assert.Single(await organization.DocumentsAsync()).Text("status"));
    }
}
