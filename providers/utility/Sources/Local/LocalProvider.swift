public import ProviderKit

/// `local`: files of the machine that the program runs on.
public struct LocalProvider: ProviderDeclaration {
  public static let name = "local"
  public static let schema = ResourceSchema("Files of the machine that the program runs on.")
  public static var types: [ResourceType<NoClient>] {
    [
      .managed(LocalFileResource.self), .managed(LocalSensitiveFileResource.self),
      .data(LocalFileDataSource.self), .data(LocalSensitiveFileDataSource.self),
    ]
  }

  public init() {}

  public func makeClient(_ configuration: EmptyConfiguration) -> NoClient { NoClient() }
}
