public import ProviderKit

/// `terraform`, at `terraform.io/builtin/terraform`: what the language itself brings along.
public struct TerraformProvider: ProviderDeclaration {
  public static let name = "terraform"
  public static let schema = ResourceSchema("What the language itself brings along.")
  public static var types: [ResourceType<NoClient>] { [.managed(TerraformDataResource.self)] }

  public init() {}

  public func makeClient(_ configuration: EmptyConfiguration) -> NoClient { NoClient() }
}
