public import ProviderKit

/// `archive`: archives of files.
public struct ArchiveProvider: ProviderDeclaration {
  public static let name = "archive"
  public static let schema = ResourceSchema("Archives of files.")
  public static var types: [ResourceType<NoClient>] {
    [.managed(ArchiveFileResource.self), .data(ArchiveFileDataSource.self)]
  }

  public init() {}

  public func makeClient(_ configuration: EmptyConfiguration) -> NoClient { NoClient() }
}
