using TicketRag.Tests.Distributed;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Tenancy;

/// <summary>
/// A word that only one organization has, in everything that it has, and another in its internal notes: no route of the running app, called with any method, shows
/// the one to another organization, or the other to a customer. Routes come from the app, so a new one is covered by itself: see <see cref="RouteSweepTests"/>.
/// </summary>
public abstract class CanaryTests
{
    // Of the routes that read, so many show their owner the words: the sweep would see them.
    private const int RoutesThatShow = 20;
    private const int RoutesThatShowNotes = 8;

    internal abstract ApiServer Server { get; }

    [Theory(Timeout = 240_000)]
    [InlineData("admin")]
    [InlineData("viewer")]
    public async Task No_route_shows_another_organizations_words(string role)
    {
        var owner = await CanaryOrganization.FillAsync(await Server.NewOrganizationAsync());
        var stranger = await Server.NewOrganizationAsync();
        await stranger.IngestAsync("Strangers have texts of their own.");
        var reader = role == "admin" ? stranger.Admin : await stranger.KeyAsync(role);

        var (canary, note) = await ShownAsync(reader, owner, _ => true);
        Assert.Empty(canary);
        Assert.Empty(note);
        await AssertSeenByItsOwnerAsync(owner);
    }

    [Theory(Timeout = 240_000)]
    [InlineData("owner:ann@example.com")]
    [InlineData("owner:bob@example.com")]
    [InlineData("public")]
    public async Task No_route_shows_customers_what_agents_note_among_themselves(string audience)
    {
        var owner = await CanaryOrganization.FillAsync(await Server.NewOrganizationAsync());

        Assert.Empty((await ShownAsync(await owner.Owner.KeyAsync("viewer", audience), owner, _ => true)).Note);
    }

    // An organization's own agents see all of it: that is what the others are kept from.
    private async Task AssertSeenByItsOwnerAsync(CanaryOrganization owner)
    {
        var (canary, note) = await ShownAsync(owner.Owner.Admin, owner, route => route.Reads && !route.IsForOperators);
        Assert.True(canary.Count >= RoutesThatShow, string.Join('\n', canary));
        Assert.True(note.Count >= RoutesThatShowNotes, string.Join('\n', note));
    }

    // On which routes each word is seen.
    private async Task<(HashSet<string> Canary, HashSet<string> Note)> ShownAsync(ApiClient reader, CanaryOrganization owner, Func<SweptRoute, bool> isAsked)
    {
        var (canary, note) = (new HashSet<string>(), new HashSet<string>());
        await foreach (var (route, _, reply) in new RouteSweep(Server).SeeAsync(reader, owner.Ids, $"What do you know of {owner.Canary} and {owner.Note}?", (route, _) => isAsked(route)))
        {
            if (reply.Text.Contains(owner.Canary, StringComparison.OrdinalIgnoreCase))
            {
                canary.Add(route.Name);
            }

            if (reply.Text.Contains(owner.Note, StringComparison.OrdinalIgnoreCase))
            {
                note.Add(route.Name);
            }
        }

        return (canary, note);
    }
}

public sealed class EmbeddedCanaryTests(ApiServers servers) : CanaryTests
{
    internal override ApiServer Server => servers.Production;
}

public sealed class QdrantCanaryTests(TwoApisFixture product) : CanaryTests, IClassFixture<TwoApisFixture>
{
    internal override ApiServer Server => product.First;
}
