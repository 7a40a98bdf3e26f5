using System.Text.RegularExpressions;
using TicketRag.Core.Connections;

namespace TicketRag.Tests.Distributed;

/// <summary>
/// The AppHost's packages are not everywhere where the services are built, so it is read as text: what it names must be what the services read.
/// </summary>
public sealed partial class AppHostTests
{
    private static readonly string Root = FindRoot();
    private static readonly string Source = File.ReadAllText(Path.Combine(Root, "TicketRag.AppHost", "AppHost.cs"));

    [Fact]
    public void Connections_have_the_names_that_the_services_read()
    {
        Assert.Equal(Deployment.DatabaseName, NameIn("""AddDatabase\("([^"]+)"""));
        Assert.Equal(Deployment.RedisName, NameIn("""AddRedis\("([^"]+)"""));
        Assert.Equal(Deployment.QdrantName, NameIn("""AddQdrant\("([^"]+)""") + "_http");
        Assert.Equal([Deployment.EmbedName, Deployment.ChatName], Model().Matches(Source).Select(model => model.Groups["name"].Value));
    }

    [Fact]
    public void Models_and_images_are_pinned()
    {
        Assert.All(Model().Matches(Source), model => Assert.Matches(":.+", model.Groups["model"].Value));
        Assert.Contains("""WithImageTag("v1.19.0")""", Source);
    }

    [Fact]
    public void Models_are_those_of_the_contract_that_is_tested()
    {
        var models = Model().Matches(Source).ToDictionary(model => model.Groups["name"].Value, model => model.Groups["model"].Value);

        Assert.Equal(ProductDeployment.EmbedModel, models[Deployment.EmbedName]);
        Assert.Equal(ProductDeployment.ChatModel, models[Deployment.ChatName]);
    }

    [Theory]
    [InlineData("Projects.TicketRag_Api", AspireEnvironment.Api)]
    [InlineData("Projects.TicketRag_IngestWorker", AspireEnvironment.Worker)]
    public void Service_gets_every_connection(string project, string name)
    {
        var service = Regex.Match(Source, $"""AddProject<{Regex.Escape(project)}>\("{name}"\)(.*?);\s""", RegexOptions.Singleline).Groups[1].Value;

        Assert.All(["ticketdb", "redis", "qdrant", "embed", "chat"], resource => Assert.Contains($".WithReference({resource})", service));
    }

    [Fact]
    public void Workers_wait_for_the_api_and_there_are_two()
    {
        Assert.Contains(".WithReference(api).WaitFor(api)", Source);
        Assert.Contains("const int Workers = 2;", Source);
        Assert.Contains(".WithReplicas(Workers)", Source);
    }

    [Fact]
    public void Host_is_in_the_solution_and_not_in_what_is_built_without_its_packages()
    {
        Assert.Contains("TicketRag.AppHost.csproj", File.ReadAllText(Path.Combine(Root, "TicketRag.sln")));
        Assert.DoesNotContain("AppHost", File.ReadAllText(Path.Combine(Root, "TicketRag.Services.slnf")));
        Assert.All(["azure.yaml", "aspire.config.json"], file => Assert.Contains("TicketRag.AppHost/TicketRag.AppHost.csproj", File.ReadAllText(Path.Combine(Root, file))));
    }

    private static string NameIn(string pattern) => Assert.Single(Regex.Matches(Source, pattern)).Groups[1].Value;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TicketRag.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex("""AddModel\("(?<name>[^"]+)", "(?<model>[^"]+)"\)""")]
    private static partial Regex Model();
}
