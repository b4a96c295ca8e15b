import Encodings
import ProviderKit
import StateStorage
import Values

/// Where a key comes from.
public struct KeyProvider: Hashable, Sendable {
  public indirect enum Source: Hashable, Sendable {
    case passphrase(PassphraseKey)
    /// A passphrase that another provider gives: OpenTofu's `chain`.
    case chained(PassphraseKey, to: KeyProvider)
    /// The key itself.
    case fixed([UInt8])
    /// A program that gives the key.
    case program([String])
  }

  public let source: Source
  /// Under which it notes what it has to know to find a key again.
  public let name: String

  public init(_ source: Source, name: String) {
    self.source = source
    self.name = name
  }
}

/// A key to encrypt with, and what has to be known to find it again.
struct ProvidedKey: Hashable, Sendable {
  var bytes: [UInt8]
  /// By the name of the provider that noted it.
  var notes: [String: JSON] = [:]
}

extension KeyProvider {
  /// The key for what is encrypted now.
  func key(_ environment: [String: String]) async throws -> ProvidedKey {
    switch source {
    case .passphrase(let passphrase): return noting(passphrase.key())
    case .chained(var passphrase, let provider):
      let given = try await provider.key(environment)
      passphrase.passphrase = given.bytes
      var key = noting(passphrase.key())
      key.notes.merge(given.notes) { own, _ in own }
      return key
    case .fixed(let bytes): return ProvidedKey(bytes: bytes)
    case .program(let command):
      let answer = try await KeyProgram(command: command, environment: environment).run(nil)
      guard let key = answer.encryption else {
        throw StateError(.undecipherable, "The program \(command.first ?? "") gave no key to encrypt with.")
      }
      return noting((key, answer.meta))
    }
  }

  private func noting(_ key: (bytes: [UInt8], meta: JSON?)) -> ProvidedKey {
    ProvidedKey(bytes: key.bytes, notes: key.meta.map { [name: $0] } ?? [:])
  }

  /// The key for what was encrypted with these notes; nil when this provider cannot have made it.
  func key(noted notes: [String: JSON], _ environment: [String: String]) async throws -> [UInt8]? {
    switch source {
    case .passphrase(let passphrase): return notes[name].flatMap(passphrase.key)
    case .chained(var passphrase, let provider):
      guard let note = notes[name], let given = try await provider.key(noted: notes, environment) else {
        return nil
      }
      passphrase.passphrase = given
      return passphrase.key(note)
    case .fixed(let bytes): return bytes
    case .program(let command):
      return try await KeyProgram(command: command, environment: environment).run(notes[name]).decryption
    }
  }
}

extension KeyProvider {
  /// Whether a key with these notes is as good as a new one.
  func wouldNote(_ notes: [String: JSON]) -> Bool {
    guard case .passphrase(let passphrase) = source, let note = notes[name] else { return false }
    return note["iterations"]?.asInt == passphrase.iterations
      && note["hash_function"]?.asString == passphrase.hash.rawValue
      && note["key_length"]?.asInt == passphrase.keyLength
  }
}

/// A program that gives keys, by OpenTofu's protocol for external key providers: it says who it is in a line of
/// JSON, reads what was noted when the key was used first (or null), and writes the keys.
struct KeyProgram: Sendable {
  static let magic = "OpenTofu-External-Key-Provider"

  let command: [String]
  let environment: [String: String]

  struct Answer {
    var encryption: [UInt8]?
    var decryption: [UInt8]?
    var meta: JSON?
  }

  func run(_ meta: JSON?) async throws -> Answer {
    guard let program = command.first else { throw problem("it is not named") }
    let input: JSON = meta.map { ["external_data": $0] } ?? .null
    let result: ProcessRunner.Result
    do {
      result = try await ProcessRunner(timeout: .seconds(60)).run(
        ProcessCommand(program, Array(command.dropFirst()), environment: environment),
        input: input.bytes() + [UInt8(ascii: "\n")])
    } catch let error as ProcessError { throw problem("\(error)") }
    guard result.status.isSuccess else {
      throw problem("it failed: \(String(decoding: result.errorOutput.suffix(500), as: UTF8.self))")
    }
    return try answer(result.output)
  }

  private func answer(_ output: [UInt8]) throws -> Answer {
    let newline = UInt8(ascii: "\n")
    guard let end = output.firstIndex(of: newline), let header = try? JSON.parse(Array(output[..<end])),
      header["magic"]?.asString == Self.magic, header["version"]?.asInt == 1
    else { throw problem("it does not begin with the line of an external key provider, version 1") }
    guard let json = try? JSON.parse(Array(output[(end + 1)...])) else {
      throw problem("its answer is no JSON")
    }
    return Answer(
      encryption: Self.bytes(json["keys"]?["encryption_key"]),
      decryption: Self.bytes(json["keys"]?["decryption_key"]), meta: json["meta"]?["external_data"])
  }

  private static func bytes(_ json: JSON?) -> [UInt8]? {
    json?.asString.flatMap { Base64.standard.decode($0) }
  }

  private func problem(_ what: String) -> StateError {
    StateError(.undecipherable, "The key program \(command.first ?? "") cannot be used: \(what).")
  }
}
