import KubernetesAPI
import ProviderAPI
import Values

/// What names an object: `namespace/name`, or `name` for what is in no namespace.
struct ObjectID: Equatable {
  var namespace: String?
  var name: String

  init(namespace: String?, name: String) {
    self.namespace = namespace
    self.name = name
  }

  /// - Throws: `.invalid`
  init(_ text: String, _ kind: Kind) throws(ProviderError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if kind.isNamespaced, parts.count == 2, !parts.contains("") {
      self.init(namespace: parts[0], name: parts[1])
    } else if !kind.isNamespaced, parts.count == 1, !text.isEmpty {
      self.init(namespace: nil, name: text)
    } else {
      let form = kind.isNamespaced ? "NAMESPACE/NAME, such as default/example" : "its name"
      throw ProviderError(
        .invalid, "The id of a \(kind.kind) is \(form), and \"\(text)\" is not.")
    }
  }

  /// Of an object of the API.
  init(_ object: JSON) {
    namespace = object["metadata"]?["namespace"]?.asString
    name = object["metadata"]?["name"]?.asString ?? ""
  }

  var text: String { namespace.map { "\($0)/\(name)" } ?? name }

  func path(_ kind: Kind) -> ObjectPath {
    ObjectPath(kind.apiVersion, kind.plural, namespace: namespace, name: name)
  }
}
