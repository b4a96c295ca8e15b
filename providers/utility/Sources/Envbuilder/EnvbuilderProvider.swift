public import ProviderKit

/// `envbuilder`: what a container needs that builds its own image from a dev container's description.
public struct EnvbuilderProvider: ProviderDeclaration {
  public static let name = "envbuilder"
  public static let schema = ResourceSchema(
    "What a container needs that builds its own image from a dev container's description.")
  public static var types: [ResourceType<NoClient>] { [.managed(CachedImageResource.self)] }

  public init() {}

  public func makeClient(_ configuration: EmptyConfiguration) -> NoClient { NoClient() }
}
