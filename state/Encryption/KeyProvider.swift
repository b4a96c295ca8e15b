import Encodings
import ProviderKit
import StateStorage
import Values

/// Where a key comes from.
public enum KeyProvider: Hashable, Sendable {
  case passphrase(PassphraseKey)
  /// The key itself, as hexadecimal digits.
  case fixed([UInt8])
  /// A program that gives the key.
  case program([String])
}

/// A key to encrypt with, and what has to be known to find it again.
struct ProvidedKey: Hashable, Sendable {
  var bytes: [UInt8]
  /// nil where nothing has to be known.
  var meta: JSON?
}

extension KeyProvider {
  /// The key for what is encrypted now.
  func key(_ environment: [String: String]) async throws -> ProvidedKey {
    switch self {
    case .passphrase(let passphrase): return passphrase.key()
    case .fixed(let bytes): return ProvidedKey(bytes: bytes)
    case .program(let command):
      let answer = try await KeyProgram(command: command, environment: environment).run(nil)
      guard let key = answer.encryption else {
        throw StateError(.undecipherable, "The program \(command.first ?? "") gave no key to encrypt with.")
      }
      return ProvidedKey(bytes: key, meta: answer.meta)
    }
  }

  /// The key for what was encrypted when `meta` was noted; nil when this provider cannot have made it.
  func key(noted meta: JSON?, _ environment: [String: String]) async throws -> [UInt8]? {
    switch self {
    case .passphrase(let passphrase): return meta.flatMap(passphrase.key)
    case .fixed(let bytes): return bytes
    case .program(let command):
      return try await KeyProgram(command: command, environment: environment).run(meta).decryption
    }
  }
}

extension KeyProvider {
  /// Whether a key that was noted so is as good as a new one.
  func wouldNote(_ meta: JSON) -> Bool {
    guard case .passphrase(let passphrase) = self else { return false }
    return meta["iterations"]?.asInt == passphrase.iterations
      && meta["hash_function"]?.asString == passphrase.hash.rawValue
      && meta["key_length"]?.asInt == passphrase.keyLength
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
