public import ProviderAPI
public import ProviderKit

/// `terraform`, at `terraform.io/builtin/terraform`: what the language itself brings along.
public struct TerraformProvider: ProviderDeclaration {
  public static let name = "terraform"
  public static let schema = ResourceSchema("What the language itself brings along.")
  public static var types: [ResourceType<TerraformClient>] {
    [.managed(TerraformDataResource.self), .data(RemoteStateDataSource.self)]
  }

  private let client: TerraformClient

  /// - Parameter outputs: reads the outputs of other states; without it there are none to be had.
  public init(
    outputs: @escaping TerraformClient.Outputs = { _ in
      throw ProviderError(.invalid, "States of other configurations cannot be read here.")
    }
  ) {
    client = TerraformClient(outputs: outputs)
  }

  public func makeClient(_ configuration: EmptyConfiguration) -> TerraformClient { client }
}
