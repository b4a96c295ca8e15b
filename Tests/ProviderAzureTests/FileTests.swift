import ProviderAPI
import ProviderKit
import ProviderTestKit
import TestSupport
import Testing
import Values

@testable import ProviderAzure

/// Files in shares, and who may write them.
@Suite(.timeLimit(.minutes(5))) struct FileTests {
  private let folder = TemporaryDirectory(["hello.txt": "hello", "empty": ""])

  private func share(_ world: AzureWorld) async throws -> Value {
    let account = try await world.account()
    let config: KeyedValues = [
      "name": .string("home"), "storage_account_id": account.keyedElements?["id"] ?? .null(.string),
      "quota": .number(5),
    ]
    return try await world.provider.create("azurerm_storage_share", config)
  }

  private func file(_ share: Value, _ source: String = "hello.txt") -> KeyedValues {
    [
      "name": .string("a file+.txt"), "storage_share_url": share.keyedElements?["url"] ?? .null(.string),
      "source": .string("\(folder.path)/\(source)"),
    ]
  }

  @Test func `a file lives as it is planned`() async throws {
    try await AzureWorld.with { world in
      let share = try await share(world)
      _ = try await world.provider.create(
        "azurerm_storage_share_directory",
        ["name": .string("some place"), "storage_share_url": share.keyedElements?["url"] ?? .null(.string)])
      let config = file(share).setting("path", .string("some place")).setting("metadata", map(["a_b": "1"]))
        .setting("content_md5", .string("5D41402ABC4B2A76B9719D911017C592"))
      var trial = ResourceTrial("azurerm_storage_share_file", of: world.provider, config)
      trial.changed = config.setting("content_type", .string("text/plain"))
        .setting("content_encoding", .string("identity")).setting("metadata", map(["a1": "2", "a_b": "3"]))
      trial.replacing = trial.changed?.setting("name", .string("other"))
      trial.notImported = ["source", "content_md5"]
      try await trial.verify()
      if let simulator = world.simulator { #expect(try await simulator.violations() == []) }
    }
  }

  @Test func `a folder lives as it is planned`() async throws {
    try await AzureWorld.with { world in
      let share = try await share(world)
      let config: KeyedValues = [
        "name": .string("some place"), "storage_share_id": share.keyedElements?["id"] ?? .null(.string),
      ]
      var trial = ResourceTrial("azurerm_storage_share_directory", of: world.provider, config)
      trial.changed = config.setting("metadata", map(["who": "ann"]))
      trial.replacing = trial.changed?.setting("name", .string("other"))
      trial.notImported = ["storage_share_id", "storage_share_url"]
      try await trial.verify()
    }
  }

  @Test(arguments: [false, true])
  func `a large file arrives as it is, with a key and with a token`(_ usesDirectory: Bool) async throws {
    let world = try await AzureWorld(simulated: true)
    let simulator = try #require(world.simulator)
    _ = try await world.provider.create(
      "azurerm_resource_group", ["name": .string(world.group), "location": .string(world.location)])
    let share = try await share(world)
    let provider = try await AzureWorld.provider(
      of: simulator, ["ARM_STORAGE_USE_AZUREAD": usesDirectory ? "true" : "false"])
    folder.write("large", bytes: (0..<9_000_000).map { UInt8(truncatingIfNeeded: $0 / 7 ^ $0 >> 11) })
    let made = try await provider.create("azurerm_storage_share_file", file(share, "large"))
    #expect(made.keyedElements?["content_length"] == .number(9_000_000))
    let id = share.keyedElements?["resource_manager_id"]?.asString ?? ""
    let kept = try await simulator.control(.get, "files?share=\(id)")
    #expect(kept["a file+.txt"]?.asString == "\(try await LocalSource(folder.path + "/large").md5())")
    #expect(try await simulator.count("POST", "*/listKeys") == (usesDirectory ? 1 : 2))
  }

  @Test func `an upload that is cut off leaves nothing that is taken for the file`() async throws {
    let world = try await AzureWorld(simulated: true)
    let simulator = try #require(world.simulator)
    _ = try await world.provider.create(
      "azurerm_resource_group", ["name": .string(world.group), "location": .string(world.location)])
    let share = try await share(world)
    try await simulator.control(
      .post, "faults",
      ["method": "PUT", "path": "/home/*", "skip": 1, "times": .null, "status": 403, "body": .object([])])
    let config = file(share)
    _ = try? await world.provider.create("azurerm_storage_share_file", config)
    try await simulator.control(.delete, "faults")
    let schema = try #require(try await world.provider.schema(of: .managed, "azurerm_storage_share_file"))
    let planned = try await world.provider.plan(
      "azurerm_storage_share_file", config, prior: .null(schema.block.impliedType)
    ).planned
    let request = LocateRequest(
      type: "azurerm_storage_share_file", operation: "test", planned: planned,
      config: schema.block.config(config))
    guard case .absent = try await world.provider.locate(request) else {
      Issue.record("What was cut off is found.")
      return
    }
    let id = share.keyedElements?["resource_manager_id"]?.asString ?? ""
    #expect(try await simulator.control(.get, "files?share=\(id)") == .object([]))
    let made = try await world.provider.create("azurerm_storage_share_file", config)
    #expect(made.keyedElements?["content_length"] == .number(5))
  }

  @Test(arguments: [
    ("empty", "", "", "is empty"), ("absent", "", "", "There is no file"),
    ("hello.txt", "00000000000000000000000000000000", "", "has the MD5 5d41402abc4b2a76b9719d911017c592"),
    ("hello.txt", "", "nowhere", "azurerm_storage_share_directory"),
  ])
  func `what cannot be uploaded is refused`(_ source: String, _ md5: String, _ path: String, _ says: String)
    async throws
  {
    let world = try await AzureWorld(simulated: true)
    _ = try await world.provider.create(
      "azurerm_resource_group", ["name": .string(world.group), "location": .string(world.location)])
    var config = file(try await share(world), source).setting("path", .string(path))
    if !md5.isEmpty { config["content_md5"] = .string(md5) }
    let error = await #expect(throws: ProviderError.self) {
      try await world.provider.create("azurerm_storage_share_file", config)
    }
    #expect(error?.message.contains(says) == true)
  }

  @Test func `an account that takes no keys says what to do`() async throws {
    let world = try await AzureWorld(simulated: true)
    _ = try await world.provider.create(
      "azurerm_resource_group", ["name": .string(world.group), "location": .string(world.location)])
    let config = world.accountConfig().setting("shared_access_key_enabled", .bool(false))
    let account = try await world.provider.create("azurerm_storage_account", config)
    let share = try await world.provider.create(
      "azurerm_storage_share",
      [
        "name": .string("home"), "storage_account_id": account.keyedElements?["id"] ?? .null(.string),
        "quota": .number(5),
      ])
    let error = await #expect(throws: ProviderError.self) {
      try await world.provider.create("azurerm_storage_share_file", file(share))
    }
    #expect(error?.message.contains("storage_use_azuread") == true)
  }

  /// The signatures are those that Microsoft's azure-storage-file-share 12.27.1 for Python makes of the same requests.
  @Test(arguments: [
    ("HEAD", "/some%20place/a%2B.bin", [:], "", "u/P7xjgK8BayJi76WO+99UfJTynACdcYns1qHpwH+uk="),
    (
      "PUT", "/a.txt",
      [
        "x-ms-type": "file", "x-ms-content-length": "5", "x-ms-content-type": "text/plain",
        "x-ms-content-md5": "XUFAKrxLKna5cZ2REBfFkg==", "x-ms-meta-a_b": "1", "x-ms-meta-a1": "2",
        "x-ms-meta-ab": "3",
      ], "", "TIQEASgmQ9hBndwTq9u11UsRcPpTswKjozET3jfEIEU="
    ),
    (
      "PUT", "/a.txt?comp=range",
      ["x-ms-range": "bytes=0-4", "x-ms-write": "update", "Content-MD5": "XUFAKrxLKna5cZ2REBfFkg=="], "hello",
      "xBHZNL77LmZ2uzPfb1MQxvOCmr16JEe0ukULSp3oWs8="
    ),
    (
      "PUT", "/dir?restype=directory&comp=metadata", ["x-ms-meta-who": "ann"], "",
      "ONvcB3hLBq8iWcCVghIn8gaN3WOTSFYVzHekEId9ExY="
    ),
  ])
  func `requests are signed as Microsoft's client signs them`(
    _ method: String, _ target: String, _ headers: [String: String], _ body: String, _ signature: String
  ) throws {
    let url = try HTTPURL("https://acct.file.core.windows.net/home\(target)")
    var request = HTTPRequest(HTTPMethod(rawValue: method), url)
    for (name, value) in headers { request.headers[name] = value }
    request.headers["x-ms-date"] = Timestamp(seconds: 784_111_777).httpDate
    request.headers["x-ms-version"] = "2022-11-02"
    if !body.isEmpty { request.body = .text(body) }
    let key = try SharedKey(account: "acct", "c2VjcmV0IGtleQ==")
    #expect(key.authorization(of: request) == "SharedKey acct:\(signature)")
    #expect("\(key)" == "a key of the storage account acct")
  }

  @Test func `dates are written as HTTP has them`() {
    #expect(Timestamp(seconds: 784_111_777).httpDate == "Sun, 06 Nov 1994 08:49:37 GMT")
  }
}
