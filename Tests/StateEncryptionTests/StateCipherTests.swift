import Addresses
import FoundationEssentials
import StateEncryption
import StateStorage
import Testing
import Values

/// What can be read of an encrypted state, and by whom.
struct StateCipherTests {
  private let folder: String
  private let secret = "correct-horse-battery-staple"

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/cipher-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func fixed(_ byte: UInt8) -> EncryptionMethod {
    .aesGCM(KeyProvider(.fixed([UInt8](repeating: byte, count: 32)), name: "key"))
  }

  private func passphrase(_ text: String, _ iterations: Int = 1000) -> EncryptionMethod {
    var key = PassphraseKey(passphrase: Array(text.utf8))
    key.iterations = iterations
    return .aesGCM(KeyProvider(.passphrase(key), name: "key_provider.pbkdf2.p"))
  }

  private func store(_ methods: EncryptionMethod...) -> JournaledState {
    let cipher = methods.isEmpty ? nil : StateCipher(methods, environment: ["PATH": "/usr/bin:/bin"])
    return JournaledState(path: folder + "/terraform.tfstate", codec: StateCodec(cipher: cipher))
  }

  private let holder = LockHolder(id: "1", operation: "apply", who: "ann@box", processID: 7, created: "")

  private func write(_ text: String, to store: JournaledState) async throws {
    try await store.withLock(holder, wait: .zero) { session in
      try await session.record(
        [.output("o", OutputState(value: .string(text), isSensitive: true))], closing: nil)
    }
  }

  private func output(of store: JournaledState) async throws -> Value? {
    try await store.load().snapshot?.outputs["o"]?.value
  }

  /// Every file below the folder, by its path.
  private func files() throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      files[path] = try? FileAccess.read("\(folder)/\(path)")
    }
    return files
  }

  private func clearFiles() throws -> [String] {
    try files().filter { String(decoding: $0.value, as: UTF8.self).contains(secret) }.map(\.key).sorted()
  }

  // MARK: Reading

  @Test func `a state is read with its key only, and is not touched without it`() async throws {
    for (right, wrong) in [(fixed(1), fixed(2)), (passphrase("one"), passphrase("two"))] {
      try await write(secret, to: store(right))
      let content = try FileAccess.read(folder + "/terraform.tfstate")
      #expect(try await output(of: store(right)) == .string(secret))
      for other in [store(wrong), store()] {
        await #expect(throws: StateError(.undecipherable, "")) { try await write("new", to: other) }
      }
      #expect(try FileAccess.read(folder + "/terraform.tfstate") == content)
      try await store(right).remove()
    }
  }

  @Test func `nothing on the disk shows what is encrypted, not even while a run is at work`() async throws {
    let store = store(fixed(1))
    try await write(secret, to: store)
    try await store.withLock(holder, wait: .zero) { session in
      try await session.begin(
        Intent(
          id: "x", action: .create, address: "a.b", provider: "p", planned: ["s": .string(secret)]))
      try await session.record(
        [.output("p", OutputState(value: .string(secret), isSensitive: true))], closing: nil)
      #expect(try files().keys.contains("terraform.tfstate.journal"))
      #expect(try clearFiles() == [])
    }
    #expect(try await store.load().openIntents.map(\.planned) == [["s": .string(secret)]])
    #expect(try clearFiles() == [])
  }

  @Test func `an encrypted state with any byte changed is refused or read as it was`() async throws {
    let store = store(fixed(1))
    try await write(secret, to: store)
    let path = folder + "/terraform.tfstate"
    let content = try #require(try FileAccess.read(path))
    let sound = try await store.load()
    for index in content.indices {
      var damaged = content
      damaged[index] ^= 1 << UInt8(index % 8)
      try FileAccess.replace(path, with: damaged)
      let found: LoadedState?
      do { found = try await store.load() } catch {
        #expect(error is StateError, "byte \(index)")
        found = nil
      }
      if let found { #expect(found == sound, "byte \(index)") }
    }
  }

  // MARK: Changing over

  @Test func `encryption begins, changes its key and ends through fallbacks`() async throws {
    try await write(secret, to: store())
    try await write(secret + "2", to: store())
    #expect(try !clearFiles().isEmpty)
    await #expect(throws: StateError(.undecipherable, "")) { try await output(of: store(fixed(1))) }

    try await write(secret + "3", to: store(fixed(1), .unencrypted))
    #expect(try clearFiles() == [])
    #expect(try await store(fixed(1)).earlier(1)?.outputs["o"]?.value == .string(secret))

    try await write(secret + "4", to: store(passphrase("new"), fixed(1)))
    #expect(try await output(of: store(passphrase("new"))) == .string(secret + "4"))
    await #expect(throws: StateError(.undecipherable, "")) { try await output(of: store(fixed(1))) }

    try await write(secret + "5", to: store(.unencrypted, passphrase("new")))
    #expect(try await output(of: store()) == .string(secret + "5"))
  }

  @Test func `a passphrase whose cost was raised makes a new key`() async throws {
    try await write(secret, to: store(passphrase("p", 1000)))
    try await write(secret + "2", to: store(passphrase("p", 2000)))
    let json = try JSON.parse(try #require(try FileAccess.read(folder + "/terraform.tfstate")))
    let note = try #require(json["meta"]?["key_provider.pbkdf2.p"]?.asString)
    let meta = try JSON.parse(Array(try #require(Data(base64Encoded: note))))
    #expect(meta["iterations"] == 2000)
    #expect(try await output(of: store(passphrase("p", 2000))) == .string(secret + "2"))
  }

  // MARK: Keys from elsewhere

  /// A program that follows the protocol of external key providers.
  private func program(
    _ answer: String, header: String = #"{"magic":"OpenTofu-External-Key-Provider","version":1}"#
  )
    throws -> EncryptionMethod
  {
    let path = folder + "/key-program"
    let script =
      "#!/bin/sh\necho '\(header)'\nread input\ncase $input in null) key=AQ;; *) key=AQ;; esac\necho '\(answer)'\n"
    try script.write(toFile: path, atomically: false, encoding: .utf8)
    return .aesGCM(KeyProvider(.program(["/bin/sh", path]), name: "external"), additionalData: [1, 2])
  }

  private let key = Data(repeating: 7, count: 32).base64EncodedString()

  @Test func `a program gives the key`() async throws {
    let method = try program(
      #"{"keys":{"encryption_key":"\#(key)","decryption_key":"\#(key)"},"meta":{"external_data":{"id":1}}}"#)
    try await write(secret, to: store(method))
    #expect(try await output(of: store(method)) == .string(secret))
    let json = try JSON.parse(try #require(try FileAccess.read(folder + "/terraform.tfstate")))
    #expect(json["meta"]?["external"] != nil)
  }

  @Test(arguments: ["", "{}", #"{"keys":{}}"#, #"{"keys":{"encryption_key":"AQ=="}}"#])
  func `a program that gives no proper key is an error`(_ answer: String) async throws {
    let store = store(try program(answer))
    await #expect(throws: StateError.self) { try await write(secret, to: store) }
    #expect(try clearFiles() == [])
  }

  @Test func `the key file is made once, for its owner only`() async throws {
    let file = KeyFile(path: folder + "/sub/key")
    #expect(try file.key().isNew)
    #expect(try !file.key().isNew)
    #expect(try file.key().provider == file.key().provider)
    let rights = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
    #expect(rights == 0o600)
    try FileAccess.replace(file.path, with: Array("short".utf8))
    #expect(throws: StateError(.undecipherable, "")) { try file.key() }
  }
}
