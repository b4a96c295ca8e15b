import Crypto
import Encodings
import HCL
import Hashing
import KeyFormats
import RSA
import Values

/// Digests and identifiers made of them.
enum HashFunctions {
  /// A digest function of texts; ``FileFunctions`` makes one of files from it.
  struct Digest {
    var name: String
    /// As people write the algorithm, and how its result is written.
    var algorithm: String
    var notation: String
    var compute: @Sendable ([UInt8]) -> String
  }

  static let digests = [
    Digest(name: "md5", algorithm: "MD5", notation: hexadecimalNotation) {
      hexadecimal(Insecure.MD5.self, $0)
    },
    Digest(name: "sha1", algorithm: "SHA-1", notation: hexadecimalNotation) {
      hexadecimal(Insecure.SHA1.self, $0)
    },
    Digest(name: "sha256", algorithm: "SHA-256", notation: hexadecimalNotation) {
      hexadecimal(SHA256.self, $0)
    },
    Digest(name: "sha512", algorithm: "SHA-512", notation: hexadecimalNotation) {
      hexadecimal(SHA512.self, $0)
    },
    Digest(name: "base64sha256", algorithm: "SHA-256", notation: "Base64") {
      Base64.standard.encode(digest(SHA256.self, $0))
    },
    Digest(name: "base64sha512", algorithm: "SHA-512", notation: "Base64") {
      Base64.standard.encode(digest(SHA512.self, $0))
    },
  ]

  static let all = digests.map(function) + [uuidv5, rsadecrypt]

  private static let hexadecimalNotation = "hexadecimal digits"

  private static func function(_ digest: Digest) -> Function {
    Function(
      digest.name, "Returns the \(digest.algorithm) digest of a string's UTF-8 bytes, in \(digest.notation).",
      .init("str", .string, "The string."), result: .type(.string)
    ) { arguments throws(FunctionError) in .string(digest.compute(Array(try arguments.string(0).utf8))) }
  }

  private static func digest<Hash: HashFunction>(_ hash: Hash.Type, _ bytes: [UInt8]) -> [UInt8] {
    var hash = Hash()
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return Array(hash.finalize())
  }

  private static func hexadecimal(_ hash: (some HashFunction).Type, _ bytes: [UInt8]) -> String {
    Hexadecimal.encode(digest(hash, bytes))
  }
}

// MARK: Encryption

extension HashFunctions {
  static let rsadecrypt = Function(
    "rsadecrypt", "Decrypts a text that was encrypted with RSA and the padding of PKCS #1 v1.5.",
    .init("ciphertext", .string, "The encrypted text, as Base64."),
    .init("privatekey", .string, "The key, in PEM format and without a passphrase."), result: .type(.string)
  ) { arguments throws(FunctionError) in
    guard let message = Base64.standard.decode(try arguments.string(0)) else {
      throw FunctionError("the encrypted text must be written as Base64", argument: 0)
    }
    guard let text = try key(arguments).decrypt(message) else {
      throw FunctionError("failed to decrypt: the text was not encrypted for this key in this way")
    }
    guard let text = String(validating: text, as: UTF8.self) else {
      throw FunctionError("the decrypted text is not valid UTF-8")
    }
    return .string(text)
  }

  private static func key(_ arguments: [Value]) throws(FunctionError) -> RSAPrivateKey {
    let text = try arguments.string(1)
    do throws(KeyFormatError) { return try RSAPrivateKey(pem: text) } catch {
      throw FunctionError("invalid private key: \(error.message)", argument: 1)
    }
  }
}

// MARK: UUIDs

extension HashFunctions {
  static let uuidv5 = Function(
    "uuidv5", "Returns the UUID of version 5 that belongs to a name in a namespace: always the same.",
    .init("namespace", .string, "`dns`, `url`, `oid`, `x500`, or the UUID of any other namespace."),
    .init("name", .string, "The name."), result: .type(.string)
  ) { arguments throws(FunctionError) in
    let (namespace, name) = (try arguments.string(0), try arguments.string(1))
    guard let space = identifier(ofNamespace: namespace) else {
      throw FunctionError(
        "uuidv5() doesn't support namespace \(namespace): it is no UUID and none of dns, url, oid and x500",
        argument: 0)
    }
    let hash = digest(Insecure.SHA1.self, space.bytes + Array(name.utf8))
    return .string(UUID(bytes: hash, version: 5).description)
  }

  /// The namespaces that RFC 9562, section 6.6, predefines, or the one with the given UUID.
  private static func identifier(ofNamespace name: String) -> UUID? {
    switch name {
    case "dns": UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
    case "url": UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
    case "oid": UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")
    case "x500": UUID("6ba7b814-9dad-11d1-80b4-00c04fd430c8")
    default: UUID(name)
    }
  }

  static func bcrypt(_ context: FunctionContext) -> Function {
    Function(
      "bcrypt", "Returns a hash of a password with a random salt; known only after apply.",
      .init("str", .string, "The password, of which 72 bytes count."),
      variadic: .init("cost", .number, "How much work the hash is, from 4 to 31; 10 if left out."),
      result: .type(.string)
    ) { arguments throws(FunctionError) in
      guard arguments.count <= 2 else {
        throw FunctionError("bcrypt() takes no more than two arguments", argument: 2)
      }
      let cost = arguments.count > 1 ? try arguments.integer(1) : Bcrypt.defaultCost
      guard let hash = Bcrypt(cost: cost) else {
        throw FunctionError("the cost must be from 4 to 31", argument: 1)
      }
      if context.defersImpureFunctions { return .unknown(.string, .notNull) }
      return .string(hash.hash(try arguments.string(0)))
    }
  }
}
