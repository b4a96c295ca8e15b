public import ProviderKit

/// `external`: what a program of the user's answers.
public struct ExternalProvider: ProviderDeclaration {
  public static let name = "external"
  public static let schema = ResourceSchema("What a program of the user's answers.")
  public static var types: [ResourceType<ExternalClient>] { [.data(ExternalDataSource.self)] }

  private let environment: [String: String]

  /// - Parameter environment: What the programs get as theirs.
  public init(environment: [String: String]) { self.environment = environment }

  public func makeClient(_ configuration: EmptyConfiguration) throws -> ExternalClient {
    ExternalClient(environment: environment)
  }
}

/// What all programs get.
public struct ExternalClient: Sendable {
  let environment: [String: String]
}
