import Encodings
import ProviderAPI
import ProviderKit
import Values

/// What the provider's resources work with: the context, and identifiers made from it.
public struct CoderClient: Sendable {
  let environment: CoderEnvironment
  let parameters: ParameterDesk
  let supply: AgentSupply
  let accessURL: AccessURL
  let workspace: WorkspaceIdentity
  /// Makes the identifier of a new object, or a token: a random UUID, another in tests.
  var makeID: @Sendable () -> String = { UUID.random().description }

  init(context: CoderContext, accessURL: AccessURL) {
    environment = CoderEnvironment(context.environment)
    parameters = context.parameters
    supply = context.supply
    self.accessURL = accessURL
    workspace = WorkspaceIdentity(key: context.workspaceKey, CoderEnvironment(context.environment))
  }
}

/// Where Coder is reached, or would be.
struct AccessURL: Sendable {
  /// As it was given.
  let text: String
  private let url: HTTPURL

  /// - Throws: `.invalid` when it is empty or no URL.
  init(_ text: String) throws(ProviderError) {
    guard !text.isEmpty else {
      throw ProviderError(.invalid, "The URL of Coder must not be empty.", attribute: .init("url"))
    }
    do {
      url = try HTTPURL(text)
    } catch {
      throw ProviderError(.invalid, "The URL of Coder cannot be read.", cause: error, attribute: .init("url"))
    }
    self.text = text
  }

  /// 80 or 443 where the URL names none.
  var port: Int { url.effectivePort }

  /// The server's root, with a slash at the end.
  var root: String {
    var root = url
    (root.path, root.query) = ("/", nil)
    return root.text
  }
}
