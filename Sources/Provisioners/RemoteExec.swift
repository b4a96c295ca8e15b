public import ProviderAPI
import ProviderKit
public import Values

/// `remote-exec`: commands and scripts on the object itself.
public struct RemoteExec: Provisioner {
  private let environment: [String: String]

  public init(environment: [String: String]) {
    self.environment = environment
  }

  public var schema: BlockSchema {
    BlockSchema(
      "Commands and scripts on the object itself.",
      attributes: [
        "inline": AttributeSchema(.list(.string), .optional), "script": AttributeSchema(.string, .optional),
        "scripts": AttributeSchema(.list(.string), .optional),
      ])
  }

  public var needsConnection: Bool { true }

  public func validate(_ config: Value) -> [ProviderDiagnostic] {
    let given = ["inline", "script", "scripts"].filter { !config[$0].isNull }
    guard given.count != 1 else { return [] }
    return [
      ProviderDiagnostic(
        "Invalid remote-exec",
        "One of \"inline\", \"script\" and \"scripts\" says what to run; "
          + (given.isEmpty ? "none is set." : "\(given.joined(separator: " and ")) are set."),
        at: given.last.map { AttributePath($0) })
    ]
  }

  public func run(
    _ request: ProvisionRequest, tell: @escaping @Sendable (String) -> Void
  ) async throws {
    let scripts = try Self.scripts(request.config)
    let connection = try SSHConnection(request.connection)
    try await SSHSession.open(connection, environment: environment, tell: tell) { session in
      for script in scripts { try await run(script, connection.scriptPath, in: session) }
    }
  }

  private static func scripts(_ config: Value) throws -> [[UInt8]] {
    if let lines = config["inline"].elements {
      let text = lines.compactMap(\.asString).map { $0 + "\n" }.joined()
      return [Array((text.hasPrefix("#!") ? text : "#!/bin/sh\n" + text).utf8)]
    }
    let paths =
      config["script"].asString.map { [$0] } ?? (config["scripts"].elements ?? []).compactMap(\.asString)
    return try paths.map { try LocalFile.read($0) }
  }

  private func run(_ script: [UInt8], _ path: String?, in session: SSHSession) async throws {
    let random = String(UInt32.random(in: 0 ... .max), radix: 16)
    let path = (path ?? "/tmp/terraform_%RAND%.sh").replacing("%RAND%", with: random)
    let word = path.shellWord
    let sent = try await session.run("umask 077 && cat > \(word) && chmod 0777 \(word)", input: script)
    guard sent.isSuccess else {
      throw ProviderError(.unavailable, "The script could not be put at \(path): \(sent.text).")
    }
    let status = try await session.run(word)
    _ = try await session.run("rm -f \(word)", isQuiet: true)
    guard status.isSuccess else { throw ProviderError(.invalid, "The script ended with \(status.text).") }
  }
}
