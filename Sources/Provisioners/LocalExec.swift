import Glibc
public import ProviderAPI
import ProviderKit
public import Values

/// `local-exec`: a command on the machine that rcw runs on.
public struct LocalExec: Provisioner {
  private let environment: [String: String]

  /// - Parameter environment: what commands inherit.
  public init(environment: [String: String]) {
    self.environment = environment
  }

  public var schema: BlockSchema {
    BlockSchema(
      "A command on the machine that rcw runs on.",
      attributes: [
        "command": AttributeSchema(.string, .required),
        "interpreter": AttributeSchema(.list(.string), .optional),
        "working_dir": AttributeSchema(.string, .optional),
        "environment": AttributeSchema(.map(.string), .optional), "quiet": AttributeSchema(.bool, .optional),
      ])
  }

  public var needsConnection: Bool { false }

  public func validate(_ config: Value) -> [ProviderDiagnostic] {
    guard config["command"].asString == "" else { return [] }
    return [
      ProviderDiagnostic("Nothing to run", "The command is empty.", at: AttributePath("command"))
    ]
  }

  public func run(
    _ request: ProvisionRequest, tell: @escaping @Sendable (String) -> Void
  ) async throws {
    let config = request.config
    let command = config["command"].asString ?? ""
    let given = (config["interpreter"].elements ?? []).compactMap(\.asString)
    let words = (given.isEmpty ? ["/bin/sh", "-c"] : given) + [command]
    let isQuiet = config["quiet"].asBool ?? false
    let shown = words.map { "\"\($0.replacing("\"", with: "\\\""))\"" }.joined(separator: " ")
    tell("Executing: \(isQuiet ? "suppressed by quiet = true" : "[\(shown)]")")
    var variables = environment
    for (name, value) in config["environment"].keyedElements ?? [:] { variables[name] = value.asString }
    let process = ProcessCommand(
      words[0], Array(words.dropFirst()), environment: variables, directory: config["working_dir"].asString)
    let status = try await LineRunner(tell: tell).run(process)
    guard !status.isSuccess else { return }
    throw ProviderError(.invalid, "The command ended with \(status.text).")
  }
}

extension Value {
  /// An attribute of an object; null when this is none.
  subscript(name: String) -> Value { keyedElements?[name] ?? .null(.dynamic) }
}
