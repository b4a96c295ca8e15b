import Glibc
public import ProviderAPI
public import ProviderKit
import Values

/// `local`: files and programs of the machine that the program runs on.
public struct LocalProvider: ProviderDeclaration {
  public static let name = "local"
  public static let schema = ResourceSchema("Files and programs of the machine that the program runs on.")
  public static var types: [ResourceType<LocalClient>] {
    [
      .managed(LocalFileResource.self), .managed(LocalSensitiveFileResource.self),
      .data(LocalFileDataSource.self), .data(LocalSensitiveFileDataSource.self),
      .data(LocalCommandDataSource.self), .ephemeral(LocalCommandDataSource.self),
      .action(LocalCommandAction.self),
    ]
  }

  public static var functions: [String: ProviderFunction] { ["direxists": directoryExists] }

  private let client: LocalClient

  /// - Parameter environment: what programs get as theirs.
  public init(environment: [String: String]) { client = LocalClient(environment: environment) }

  public func makeClient(_ configuration: EmptyConfiguration) -> LocalClient { client }

  private static let directoryExists = ProviderFunction(
    "Tells whether there is a folder at a path.",
    [.init("path", .string, "The path, from the working directory on if it is relative.")], result: .bool
  ) { arguments throws(ProviderFunctionError) in
    let path = arguments[0].asString ?? ""
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return .bool(false) }
      throw ProviderFunctionError(
        "\(path) cannot be looked at: \(String(cString: strerror(errno)))", argument: 0)
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw ProviderFunctionError("\(path) is there, but is no folder", argument: 0)
    }
    return .bool(true)
  }
}

/// What all programs get.
public struct LocalClient: Sendable {
  let environment: [String: String]
}
