public import ProviderKit

/// `cloudinit`: what a machine is told to do when it starts for the first time.
public struct CloudinitProvider: ProviderDeclaration {
  public static let name = "cloudinit"
  public static let schema = ResourceSchema("What a machine is told to do when it starts for the first time.")
  public static var types: [ResourceType<NoClient>] {
    [.managed(CloudinitConfigResource.self), .data(CloudinitConfigDataSource.self)]
  }

  public init() {}

  public func makeClient(_ configuration: EmptyConfiguration) -> NoClient { NoClient() }
}
