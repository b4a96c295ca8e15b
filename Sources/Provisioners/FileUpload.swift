import Glibc
public import ProviderAPI
import ProviderKit
public import Values

/// `file`: a file or a folder, or a text as a file, laid into the object.
public struct FileUpload: Provisioner {
  private let environment: [String: String]

  public init(environment: [String: String]) {
    self.environment = environment
  }

  public var schema: BlockSchema {
    BlockSchema(
      "A file or a folder laid into the object.",
      attributes: [
        "source": AttributeSchema(.string, .optional), "content": AttributeSchema(.string, .optional),
        "destination": AttributeSchema(.string, .required),
      ])
  }

  public var needsConnection: Bool { true }

  public func validate(_ config: Value) -> [ProviderDiagnostic] {
    guard config["source"].isNull == config["content"].isNull else { return [] }
    return [
      ProviderDiagnostic(
        "Invalid file",
        "Either \"source\" or \"content\" says what to copy; "
          + (config["source"].isNull ? "neither is set." : "both are set."))
    ]
  }

  public func run(
    _ request: ProvisionRequest, tell: @escaping @Sendable (String) -> Void
  ) async throws {
    let destination = request.config["destination"].asString ?? ""
    let connection = try SSHConnection(request.connection)
    let source = request.config["source"].asString
    if let source, access(source, R_OK) != 0 {
      throw ProviderError(.invalid, "\(source) cannot be read: \(String(cString: strerror(errno))).")
    }
    try await SSHSession.open(connection, environment: environment, tell: tell) { session in
      if let content = request.config["content"].asString {
        let status = try await session.run("cat > \(destination.shellWord)", input: Array(content.utf8))
        guard status.isSuccess else {
          throw ProviderError(.invalid, "\(destination) could not be written: \(status.text).")
        }
      } else if let source {
        // A folder with a slash at its end stands for what is in it.
        try await session.copy(source.hasSuffix("/") ? source + "." : source, to: destination)
      }
    }
  }
}

/// Files of the machine that rcw runs on.
enum LocalFile {
  static func read(_ path: String) throws(ProviderError) -> [UInt8] {
    guard let file = fopen(path, "r") else {
      throw ProviderError(.invalid, "\(path) cannot be read: \(String(cString: strerror(errno))).")
    }
    defer { fclose(file) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      guard count > 0 else { break }
      content += chunk[..<count]
    }
    guard ferror(file) == 0 else { throw ProviderError(.invalid, "\(path) cannot be read.") }
    return content
  }
}
