import ProviderAPI
import ProviderKit
import Testing

@testable import ProviderDocker

@Suite(.enabled(if: LiveEngine.isEnabled, "\(LiveEngine.absence)"), .timeLimit(.minutes(3)))
struct ImageLiveTests {
  private func prepared() async throws -> DockerClient {
    let client = try await LiveEngine.client()
    try await LiveImage.require(client)
    return client
  }

  private func wanted(_ folder: String, _ change: (inout ImageObject.Build) -> Void = { _ in }) -> ImageObject
  {
    var build = ImageObject.Build(context: folder)
    build.dockerfile = "Dockerfile"
    build.forceRemove = true
    change(&build)
    return ImageObject(name: LiveEngine.name("built") + ":1", build: [build])
  }

  /// The Dockerfile is sent though it is not part of the context, and only the classic builder removes it.
  @Test(arguments: [("1", "ann\nkept.txt\nsub\n"), ("2", "ann\nDockerfile\nkept.txt\nsub\n")])
  func `an image is built from what the context holds and the arguments say`(
    builder: String, listing: String
  ) async throws {
    let client = try await prepared()
    let images = ImageResource(client: client)
    let files = [
      "Dockerfile":
        "FROM rcw-base AS base\nARG WHO\nCOPY . /ctx\nRUN echo $WHO > /tmp/who\nFROM base AS dev\nCMD [\"sh\", \"-c\", \"cat /tmp/who; ls /ctx\"]\nFROM base\n",
      ".dockerignore": "*.log\nDockerfile\n", "kept.txt": "x", "noise.log": "y", "sub/deep.txt": "z",
    ]
    try await withFolder(files) { folder in
      let wanted = wanted(folder) {
        $0.buildArgs = ["WHO": "ann"]
        $0.target = "dev"
        $0.version = builder
        $0.labels = ["team": "a"]
        $0.tag = [LiveEngine.name("also") + ":2"]
      }
      let created = try await images.create(wanted, LiveEngine.operation())
      try await finally(
        {
          try await images.delete(id: created.id, created.object, LiveEngine.operation())
          try await client.engine.api.delete("/images/\(path: wanted.build[0].tag?[0] ?? "")")
        },
        after: {
          let id = try #require(created.object.imageId)
          #expect(created.id == id + wanted.name)
          #expect(try await images.read(id: created.id, prior: created.object) == created.object)
          let inspected = try await ImageSource(client: client).require(wanted.build[0].tag?[0] ?? "")
          #expect(inspected.id == id)
          #expect(inspected.config?.labels?["team"] == "a")
          #expect(try await output(of: wanted.name, client) == listing)
          let again = try await images.create(wanted, LiveEngine.operation())
          #expect(again.object.imageId == id)
        })
      #expect(try await images.read(id: created.id, prior: created.object) == nil)
    }
  }

  /// What a container of the image prints.
  private func output(of image: String, _ client: DockerClient) async throws -> String? {
    var job = ContainerObject()
    (job.name, job.image) = (LiveEngine.name("job"), image)
    (job.rm, job.attach, job.logs) = (true, true, true)
    return try await ContainerResource(client: client).create(job, LiveEngine.operation()).object
      .containerLogs
  }

  @Test func `a failing step of the classic builder is shown with its output`() async throws {
    let images = ImageResource(client: try await prepared())
    try await withFolder(["Dockerfile": "FROM rcw-base\nRUN echo about to fail && false\n"]) { folder in
      let error = await #expect(throws: ProviderError.self) {
        try await images.create(wanted(folder) { $0.version = "1" }, LiveEngine.operation())
      }
      let message = try #require(error?.message)
      #expect(message.contains("Step 2/2 : RUN echo about to fail && false"))
      #expect(message.contains("\n    about to fail"))
      #expect(message.contains("returned a non-zero code: 1"))
    }
  }

  /// The classic builder gives the folder to root.
  @Test func `a folder that the user works in is the user's`() async throws {
    let client = try await prepared()
    let images = ImageResource(client: client)
    let text = "FROM rcw-base\nUSER coder\nWORKDIR /work\nCMD [\"stat\", \"-c\", \"%U\", \"/work\"]\n"
    try await withFolder(["Dockerfile": text]) { folder in
      let created = try await images.create(wanted(folder), LiveEngine.operation())
      try await finally(
        { try await images.delete(id: created.id, created.object, LiveEngine.operation()) },
        after: {
          let owner = try await output(of: created.object.name, client)
          #expect(owner == "coder\n")
        })
    }
  }

  @Test func `a Dockerfile that needs BuildKit is built by it, and its failures are shown`() async throws {
    let images = ImageResource(client: try await prepared())
    let mount = "RUN --mount=type=tmpfs,target=/scratch"
    try await withFolder(["Dockerfile": "FROM rcw-base\n\(mount) echo x > /scratch/x\n"]) { folder in
      let created = try await images.create(wanted(folder), LiveEngine.operation())
      try await images.delete(id: created.id, created.object, LiveEngine.operation())
    }
    try await withFolder(["Dockerfile": "FROM rcw-base\n\(mount) echo about to fail && false\n"]) { folder in
      let error = await #expect(throws: ProviderError.self) {
        try await images.create(wanted(folder), LiveEngine.operation())
      }
      let message = try #require(error?.message)
      #expect(message.contains("] \(mount) echo about to fail && false\n    about to fail"))
      #expect(message.contains("exit code: 1"))
    }
  }

  @Test func `a Dockerfile beside the context is sent along`() async throws {
    let images = ImageResource(client: try await prepared())
    try await withFolder(["outside": "FROM rcw-base\nCOPY a /a\n", "in/a": "x"]) { folder in
      let wanted = wanted(folder + "/in") { $0.dockerfile = folder + "/outside" }
      let created = try await images.create(wanted, LiveEngine.operation())
      try await images.delete(id: created.id, created.object, LiveEngine.operation())
    }
  }

  @Test(arguments: [
    ("/nonexistent", "Dockerfile", "is not a folder"), ("/tmp", "Absent", "There is no Dockerfile"),
  ])
  func `a missing context or Dockerfile is an error before anything is sent`(
    _ folder: String, _ dockerfile: String, _ text: String
  ) async throws {
    let images = ImageResource(client: try await LiveEngine.client())
    let error = await #expect(throws: ProviderError.self) {
      try await images.create(wanted(folder) { $0.dockerfile = dockerfile }, LiveEngine.operation())
    }
    #expect(error?.code == .invalid)
    #expect(error?.message.contains(text) == true)
  }

  @Test func `a tag names the image it was made from and survives its destruction`() async throws {
    let client = try await prepared()
    let tags = TagResource(client: client)
    let target = LiveEngine.name("tag") + ":1"
    let wanted = TagResource.Object(sourceImage: LiveImage.name, targetImage: target)
    let created = try await tags.create(wanted, LiveEngine.operation())
    #expect(created.id == "\(LiveImage.name).\(target)")
    #expect(created.object.sourceImageId?.hasPrefix("sha256:") == true)
    #expect(try await tags.read(id: created.id, prior: created.object) != nil)
    #expect(try await tags.importObject(id: created.id)?.object.targetImage == target)
    #expect(try await tags.locate(wanted, operation: "x") == .found(id: created.id))
    try await tags.delete(id: created.id, created.object, LiveEngine.operation())
    let images = ImageResource(client: client)
    let image = try #require(try await images.importObject(id: target))
    #expect(image.object.imageId == created.object.sourceImageId)
    try await images.delete(id: image.id, image.object, LiveEngine.operation())
    #expect(try await tags.read(id: created.id, prior: created.object) == nil)
  }

  @Test func `data sources read what the engine has`() async throws {
    let client = try await prepared()
    let image = try await ImageDataSource(client: client).read(.init(name: LiveImage.name))
    #expect(image.id.hasPrefix("sha256:"))
    let network = try await NetworkDataSource(client: client).read(.init(name: "bridge"))
    #expect(network.object.driver == "bridge")
    #expect(network.object.ipamConfig?.isEmpty == false)
    await #expect(throws: ProviderError(.notFound, "")) {
      try await ImageDataSource(client: client).read(.init(name: "rcw-test-absent:1"))
    }
    await #expect(throws: ProviderError(.notFound, "")) {
      try await NetworkDataSource(client: client).read(.init(name: "rcw-test-absent"))
    }
  }
}
