import Crypto
import Encodings
import ProviderAPI

/// The environment of a build, in which an empty variable counts as one that is not set.
struct CoderEnvironment: Sendable {
  private let variables: [String: String]

  init(_ variables: [String: String]) { self.variables = variables }

  subscript(name: String) -> String? {
    variables[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The value even when it is empty; nil only when the variable does not exist.
  func exact(_ name: String) -> String? { variables[name] }

  /// Whether a build is running, and not just a plan made by hand.
  var isBuild: Bool { self["CODER_WORKSPACE_BUILD_ID"] != nil }

  /// What is being done with the workspace: `start`, `stop` or `destroy`.
  var transition: String { self["CODER_WORKSPACE_TRANSITION"] ?? "start" }

  func isTrue(_ name: String) -> Bool { self[name]?.lowercased() == "true" }

  /// What a build must know and a plan made by hand need not.
  ///
  /// - Throws: `.invalid` in a build that does not set the variable.
  func required(_ name: String, for subject: String) throws(ProviderError) -> String {
    guard let value = self[name] else {
      guard isBuild else { return "" }
      throw ProviderError(.invalid, "\(subject) is missing: \(name) is required in a build.")
    }
    return value
  }
}

extension String {
  /// The SHA-256 of the text in hexadecimal digits: how names that may hold any character become part of
  /// the name of a variable.
  var sha256: String { Hexadecimal.encode(SHA256.hash(data: Array(utf8))) }
}
