using Aspire.Hosting.Docker.Resources.ServiceNodes.Swarm;

const int Workers = 2;

var builder = DistributedApplication.CreateBuilder(args);

builder.AddDockerComposeEnvironment("compose");

// The truth: everything else can be wiped and is made again from it.
var ticketdb = builder.AddPostgres("postgres")
    .WithDataVolume()
    .AddDatabase("ticketdb", "ticketrag");

// Wakes workers up; nothing in it is missed when it is lost.
var redis = builder.AddRedis("redis")
    .WithDataVolume()
    .WithPersistence(TimeSpan.FromSeconds(60), keysChangedThreshold: 100);

// Statistics within an organization (params.idf.corpus) need 1.19.
var qdrant = builder.AddQdrant("qdrant")
    .WithImageTag("v1.19.0")
    .WithDataVolume();

// Tags are explicit: without one a model is pulled again at every start.
var ollama = builder.AddOllama("ollama")
    .WithDataVolume();
var embed = ollama.AddModel("embed", "nomic-embed-text:v1.5");
var chat = ollama.AddModel("chat", "qwen3:4b");

var operatorKey = builder.AddParameter("operator-key", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true);

// Neither service waits for the models: until they are there search goes by words and answers are extracted, and both say so.
var api = builder.AddProject<Projects.TicketRag_Api>("api")
    .WithReference(ticketdb).WaitFor(ticketdb)
    .WithReference(redis).WaitFor(redis)
    .WithReference(qdrant).WaitFor(qdrant)
    .WithReference(embed)
    .WithReference(chat)
    .WithEnvironment("Access__OperatorKey", operatorKey)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", url => url.DisplayText = "TicketRag");

// The Api owns the schema and migrates before it reports healthy.
builder.AddProject<Projects.TicketRag_IngestWorker>("ingest-worker")
    .WithReference(ticketdb)
    .WithReference(redis)
    .WithReference(qdrant)
    .WithReference(embed)
    .WithReference(chat)
    .WithReference(api).WaitFor(api)
    .WithReplicas(Workers)
    .PublishAsDockerComposeService((_, service) => service.Deploy = new Deploy { Replicas = Workers });

builder.Build().Run();
