public import ProviderKit

/// `null`: resources that stand for nothing and only order things.
public struct NullProvider: ProviderDeclaration {
  public static let name = "null"
  public static let schema = ResourceSchema("Resources that stand for nothing.")
  public static var types: [ResourceType<NoClient>] {
    [.managed(NullResource.self), .data(NullDataSource.self)]
  }

  public init() {}

  public func makeClient(_ configuration: EmptyConfiguration) -> NoClient { NoClient() }
}
