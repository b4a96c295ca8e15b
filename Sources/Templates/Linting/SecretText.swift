import Diagnostics
import Language
import Values

/// Texts that look like passwords, tokens or keys.
enum SecretText {
  /// What is shorter is hardly a secret, but an example.
  static let minLength = 8

  /// How tokens begin that say of themselves what they are, and how long they are at least.
  private static let beginnings: [(text: String, length: Int)] = [
    ("ghp_", 36), ("gho_", 36), ("ghs_", 36), ("github_pat_", 40), ("glpat-", 20), ("AKIA", 20),
    ("xoxb-", 20),
    ("xoxp-", 20), ("sk-ant-", 40), ("sk-proj-", 40), ("hf_", 34), ("npm_", 36), ("dop_v1_", 60),
    ("-----BEGIN RSA PRIVATE KEY", 26), ("-----BEGIN OPENSSH PRIVATE KEY", 30),
    ("-----BEGIN PRIVATE KEY", 22),
    ("-----BEGIN EC PRIVATE KEY", 25),
  ]

  static func isSecretName(_ name: String) -> Bool {
    let name = name.lowercased()
    return ["password", "secret", "token", "api_key", "access_key", "private_key"].contains {
      name == $0 || name.hasSuffix("_\($0)")
    }
  }

  static func finding(at range: SourceRange, _ context: SourceRange?) -> Diagnostic {
    Diagnostic(
      .warning, "lint-secret-in-text", "Secret in plain text",
      "Everybody who can read the template reads it here, and in every version that there will ever be. Declare a variable "
        + "with sensitive = true, and give its value with --variable when pushing; change the secret itself.",
      at: range, in: context)
  }

  static func findings(inDefaultOf variable: VariableConfig) -> [Diagnostic] {
    guard variable.isSensitive || isSecretName(variable.name), let text = variable.defaultValue?.asString,
      text.count >= minLength
    else { return [] }
    return [finding(at: variable.range, nil)]
  }

  /// Tokens that are recognised by how they begin.
  static func findings(in source: SourceFile) -> [Diagnostic] {
    occurrences(in: source.bytes).map { finding(at: SourceRange(source, $0), nil) }
  }

  /// The same for files that are no configuration.
  static func finding(in file: TemplateContent.File) -> Diagnostic? {
    let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
    let isConfiguration = [".tf", ".tf.json", ".tofu", ".tofu.json"].contains { name.hasSuffix($0) }
    guard !isConfiguration, file.kind != .link, !occurrences(in: file.bytes).isEmpty else { return nil }
    return Diagnostic(
      .warning, "lint-secret-in-text", "Secret in plain text",
      "The file \(file.path) holds something that looks like a token or a key. Everybody who can read the template reads "
        + "it. Name the file in .gitignore, and change the secret.")
  }

  private static func occurrences(in bytes: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    for (text, length) in beginnings {
      let start = Array(text.utf8)
      for index in bytes.indices where bytes[index] == start[0] {
        guard bytes[index...].starts(with: start), index == 0 || !isTokenByte(bytes[index - 1]) else {
          continue
        }
        let rest = bytes[(index + start.count)...].prefix(while: isTokenByte)
        if start.count + rest.count >= length { found.append(index..<rest.endIndex) }
      }
    }
    return found
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    let scalar = UnicodeScalar(byte)
    return scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      || scalar == "_" || scalar == "-"
  }
}
