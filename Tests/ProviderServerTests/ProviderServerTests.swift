import PluginWire
import ProviderAPI
import ProviderKit
import ProviderServer
import Synchronization
import Testing
import Values

@Suite struct ProviderServerTests {
  private static let note = ValueType.object([
    "id": .string, "text": .string, "kind": .string, "length": .number,
  ])

  private static func config(_ text: Value, kind: Value = .null(.string)) -> Value {
    .object(["id": .null(.string), "text": text, "kind": kind, "length": .null(.number)])
  }

  private static func serving(
    versions: String = "5,6",
    _ body: @escaping @Sendable (GRPCChannel, PluginProtocol) async throws -> Void
  ) async throws {
    let identity = PluginIdentity()
    try await ServedHost.serving(
      BuiltInProvider(NoteProvider()), versions: versions, identity: identity
    ) { host in
      let channel = try host.channel(identity)
      _ = try await channel.call(host.version, .configure) {
        $0.value(Fields.Configure.config, .object([:]), as: .object([:]))
      }
      try await body(channel, host.version)
    }
  }

  @Test(arguments: ["5", "6"])
  func `an object lives through both versions of the protocol`(versions: String) async throws {
    try await Self.serving(versions: versions) { channel, version in
      #expect("\(version.rawValue)" == versions)
      let wanted = Self.config(.string("hello"))
      let plan = try await channel.call(version, .plan) {
        $0.text(Fields.Plan.type, "note_text")
        $0.value(Fields.Plan.prior, .null(Self.note), as: Self.note)
        $0.value(Fields.Plan.proposed, wanted, as: Self.note)
        $0.value(Fields.Plan.config, wanted, as: Self.note)
      }
      let planned = try plan.value(Fields.Plan.planned, as: Self.note)
      #expect(planned.keyedElements?["kind"] == .string("plain"))
      #expect(planned.keyedElements?["length"]?.isKnown == false)
      let made = try await channel.call(version, .apply) {
        $0.text(Fields.Apply.type, "note_text")
        $0.value(Fields.Apply.prior, .null(Self.note), as: Self.note)
        $0.value(Fields.Apply.planned, planned, as: Self.note)
        $0.value(Fields.Apply.config, wanted, as: Self.note)
      }
      let object = try made.value(Fields.Apply.object, as: Self.note)
      #expect(object.keyedElements?["length"]?.asInt == 5)
      #expect(object.keyedElements?["id"] == .string("n-1"))
    }
  }

  @Test func `what cannot be made in place is told by its path`() async throws {
    try await Self.serving { channel, version in
      let prior = Value.object([
        "id": .string("n-1"), "text": .string("a"), "kind": .string("plain"), "length": .number(1),
      ])
      let wanted = Self.config(.string("a"), kind: .string("grand"))
      let plan = try await channel.call(version, .plan) {
        $0.text(Fields.Plan.type, "note_text")
        $0.value(Fields.Plan.prior, prior, as: Self.note)
        $0.value(Fields.Plan.proposed, wanted, as: Self.note)
        $0.value(Fields.Plan.config, wanted, as: Self.note)
      }
      #expect(try plan.paths(Fields.Plan.requiresReplace) == [AttributePath("kind")])
    }
  }

  @Test func `a failed create leaves nothing and says why`() async throws {
    try await Self.serving { channel, version in
      let wanted = Self.config(.string("impossible"), kind: .string("plain"))
      let made = try await channel.call(version, .apply) {
        $0.text(Fields.Apply.type, "note_text")
        $0.value(Fields.Apply.prior, .null(Self.note), as: Self.note)
        $0.value(Fields.Apply.planned, wanted, as: Self.note)
        $0.value(Fields.Apply.config, wanted, as: Self.note)
      }
      #expect(try made.value(Fields.Apply.object, as: Self.note).isNull)
      #expect(try made.diagnostics(Fields.Apply.diagnostics).map(\.detail) == ["There is such a note."])
    }
  }

  @Test func `mistakes come with their places`() async throws {
    try await Self.serving { channel, version in
      let answer = try await channel.call(version, .validateManaged) {
        $0.text(Fields.Validate.type, "note_text")
        $0.value(Fields.Validate.config, Self.config(.string("")), as: Self.note)
      }
      #expect(try answer.diagnostics(Fields.Validate.diagnostics).map(\.attribute) == [AttributePath("text")])
    }
  }

  @Test func `objects are imported, read and upgraded`() async throws {
    try await Self.serving { channel, version in
      let imported = try await channel.call(version, .importState) {
        $0.text(Fields.Import.type, "note_text")
        $0.text(Fields.Import.id, "abc")
      }
      let object = try #require(try imported.messages(Fields.Import.objects).first)
      let value = try object.value(Fields.Import.object, as: Self.note)
      #expect(value.keyedElements?["text"] == .string("abc"))
      let gone = try await channel.call(version, .read) {
        $0.text(Fields.Read.type, "note_text")
        $0.value(
          Fields.Read.current,
          .object([
            "id": .string("gone"), "text": .string("a"), "kind": .string("b"), "length": .number(1),
          ]), as: Self.note)
      }
      #expect(try gone.value(Fields.Read.object, as: Self.note).isNull)
      let upgraded = try await channel.call(version, .upgrade) {
        $0.text(Fields.Upgrade.type, "note_text")
        $0.message(Fields.Upgrade.rawState) {
          $0.bytes(Fields.RawState.json, Array(#"{"id":"n","text":"t","kind":"k","length":1,"old":2}"#.utf8))
        }
      }
      #expect(try upgraded.value(Fields.Upgrade.object, as: Self.note).keyedElements?["text"] == .string("t"))
    }
  }

  @Test func `functions are computed, and say which argument is wrong`() async throws {
    try await Self.serving { channel, version in
      let answer = try await channel.call(version, .callFunction) {
        $0.text(Fields.CallFunction.name, "shout")
        $0.value(Fields.CallFunction.arguments, .string("hey"), as: .string)
      }
      #expect(try answer.value(Fields.CallFunction.result, as: .string) == .string("hey!"))
      let refused = try await channel.call(version, .callFunction) {
        $0.text(Fields.CallFunction.name, "shout")
        $0.value(Fields.CallFunction.arguments, .string(""), as: .string)
      }
      let error = try #require(try refused.message(Fields.CallFunction.error))
      #expect(error.text(Fields.FunctionError.text) == "There is nothing to shout.")
    }
  }

  @Test func `data is read`() async throws {
    try await Self.serving { channel, version in
      let type = ValueType.object(["id": .string, "text": .string])
      let answer = try await channel.call(version, .readData) {
        $0.text(Fields.ReadData.type, "note_text")
        $0.value(Fields.ReadData.config, .object(["id": .null(.string), "text": .string("x")]), as: type)
      }
      let object = try answer.value(Fields.ReadData.object, as: type)
      #expect(object == .object(["id": .string("n"), "text": .string("x")]))
    }
  }

  @Test(arguments: [("cancelled", GRPCError.Code.cancelled), ("unexpected", .internal)])
  func `what a provider cannot tell in an answer is told by the status`(
    text: String, code: GRPCError.Code
  ) async throws {
    try await Self.serving { channel, version in
      await #expect(throws: GRPCError(code, "")) {
        try await channel.create(version, Self.config(.string(text), kind: .string("plain")), as: Self.note)
      }
    }
  }

  @Test func `what has begun comes to its end when the host has had enough`() async throws {
    let (identity, desk) = (PluginIdentity(), NoteDesk())
    try await ServedHost.serving(
      BuiltInProvider(NoteProvider(desk: desk)), identity: identity, endsByItself: true
    ) { host in
      let channel = try host.channel(identity)
      _ = try await channel.call(host.version, .configure) {
        $0.value(Fields.Configure.config, .object([:]), as: .object([:]))
      }
      async let made = channel.create(
        host.version, Self.config(.string("slow"), kind: .string("plain")), as: Self.note)
      try await desk.hasBegun.value()
      _ = try await channel.call("plugin.GRPCController/Shutdown", [])
      await #expect(throws: GRPCError(.unavailable, "")) {
        try await host.channel(identity).call(host.version, .schema)
      }
      desk.mayEnd.settle()
      let object = try await made.value(Fields.Apply.object, as: Self.note)
      #expect(object.keyedElements?["id"] == .string("n-1"))
    }
  }

  @Test func `a host that has died is noticed though its connection is kept`() async throws {
    let identity = PluginIdentity()
    let isOrphaned = Mutex(false)
    let parent = { @Sendable in isOrphaned.withLock(\.self) ? Int32(1) : 2 }
    try await ServedHost.serving(
      BuiltInProvider(NoteProvider()), identity: identity, parent: parent, endsByItself: true
    ) { host in
      let channel = try host.channel(identity)
      let isClosed = OneShot<Void>()
      try channel.listen(
        "plugin.GRPCStdio/StreamStdio", [], onMessage: { _ in }, onEnd: { _ in isClosed.settle() })
      _ = try await channel.call(host.version, .schema)
      isOrphaned.withLock { $0 = true }
      try await isClosed.value()
    }
  }

  @Test func `a request that makes no sense is refused, and the next one served`() async throws {
    try await Self.serving { channel, version in
      await #expect(throws: GRPCError(.unimplemented, "")) {
        try await channel.call("\(version.service)/Nonsense", [])
      }
      await #expect(throws: GRPCError(.unimplemented, "")) { try await channel.call("a/b", []) }
      await #expect(throws: GRPCError(.invalidArgument, "")) {
        try await channel.call("\(version.service)/ReadResource", [0xFF, 0xFF])
      }
      await #expect(throws: GRPCError(.notFound, "")) {
        _ = try await channel.call(version, .read) { $0.text(Fields.Read.type, "note_nothing") }
      }
      _ = try await channel.call(version, .schema)
    }
  }

  @Test func `messages may have more than 100 MB, both ways`() async throws {
    try await Self.serving { channel, version in
      let count = 110 << 20
      let note = Value.object([
        "id": .string("n"), "text": .string("a"), "kind": .string("b"), "length": .number(1),
      ])
      let answer = try await channel.call(version, .read) {
        $0.text(Fields.Read.type, "note_text")
        $0.value(Fields.Read.current, note, as: Self.note)
        $0.bytes(Fields.Read.privateData, [UInt8](repeating: 7, count: count))
      }
      #expect(answer.bytes(Fields.Read.newPrivateData)?.count == count)
    }
  }

  @Test func `many calls at once are answered, each with its own answer`() async throws {
    try await Self.serving { channel, version in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<200 {
          group.addTask {
            let answer = try await channel.call(version, .callFunction) {
              $0.text(Fields.CallFunction.name, "shout")
              $0.value(Fields.CallFunction.arguments, .string("\(number)"), as: .string)
            }
            #expect(try answer.value(Fields.CallFunction.result, as: .string) == .string("\(number)!"))
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test func `many large answers at once come whole`() async throws {
    try await Self.serving { channel, version in
      let note = Value.object([
        "id": .string("n"), "text": .string("a"), "kind": .string("b"), "length": .number(1),
      ])
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<50 {
          group.addTask {
            let answer = try await channel.call(version, .read) {
              $0.text(Fields.Read.type, "note_text")
              $0.value(Fields.Read.current, note, as: Self.note)
              $0.bytes(Fields.Read.privateData, [UInt8](repeating: UInt8(number), count: 300_000))
            }
            #expect(answer.bytes(Fields.Read.newPrivateData)?.count == 300_000)
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test func `the first calls may come all at once`() async throws {
    let identity = PluginIdentity()
    try await ServedHost.serving(BuiltInProvider(NoteProvider()), identity: identity) { host in
      let channel = try host.channel(identity)
      try channel.listen("plugin.GRPCStdio/StreamStdio", [], onMessage: { _ in }, onEnd: { _ in })
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<50 {
          group.addTask { _ = try await channel.call(host.version, .schema) }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test func `nobody is served but the one who has the host's certificate`() async throws {
    let provider = BuiltInProvider(NoteProvider())
    try await ServedHost.serving(provider) { host in
      let stranger = try host.channel(PluginIdentity())
      await #expect(throws: GRPCError(.unavailable, "")) { try await stranger.call(host.version, .schema) }
      let plain = try host.channel(nil)
      await #expect(throws: GRPCError(.unavailable, "")) { try await plain.call(host.version, .schema) }
    }
  }

  @Test func `a host that wants no TLS gets none`() async throws {
    try await ServedHost.serving(BuiltInProvider(NoteProvider()), identity: nil) { host in
      #expect(host.certificate == nil)
      let answer = try await host.channel(nil).call(host.version, .schema)
      #expect(try answer.map(Fields.SchemaResponse.managed).keys.sorted() == ["note_text"])
    }
  }

  @Test(arguments: [
    [:], ["TF_PLUGIN_MAGIC_COOKIE": "other"],
    ["TF_PLUGIN_MAGIC_COOKIE": PluginProtocol.cookie, "PLUGIN_PROTOCOL_VERSIONS": "4,7"],
    ["TF_PLUGIN_MAGIC_COOKIE": PluginProtocol.cookie, "PLUGIN_CLIENT_CERT": "nonsense"],
    [
      "TF_PLUGIN_MAGIC_COOKIE": PluginProtocol.cookie, "PLUGIN_PROTOCOL_VERSIONS": "6",
      "PLUGIN_UNIX_SOCKET_DIR": "/there/is/no/such",
    ],
  ])
  func `what no host has started is not served`(environment: [String: String]) async throws {
    let server = ProviderServer(
      BuiltInProvider(NoteProvider()),
      ProviderServer.Settings(environment: environment, print: { _ in }, note: { _ in }, parent: { 1 }))
    await #expect(throws: ServingError.self) { try await server.serve() }
  }
}

extension GRPCChannel {
  /// Has a note made as it was wished for.
  fileprivate func create(
    _ version: PluginProtocol, _ wanted: Value, as type: ValueType
  ) async throws -> WireMessage {
    try await call(version, .apply) {
      $0.text(Fields.Apply.type, "note_text")
      $0.value(Fields.Apply.prior, .null(type), as: type)
      $0.value(Fields.Apply.planned, wanted, as: type)
      $0.value(Fields.Apply.config, wanted, as: type)
    }
  }
}
