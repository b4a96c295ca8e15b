import KubernetesAPI
import Values

/// One kind of object that the provider has resources for: what cannot be read from the API's description.
struct Kind: Sendable {
  /// What the types are called, without `kubernetes_`; all of them are one.
  var types: [String]
  /// `apps/v1`
  var apiVersion: String
  /// `Deployment`
  var kind: String
  /// `deployments`
  var plural: String
  /// The name in `definitions.txt`.
  var definition: String
  var summary: String
  var isNamespaced = true
  /// What cannot be changed in place, as paths: `spec.selector`; `spec.*` is all that is in it.
  var fixed: [String] = []
  /// What can be changed in place all the same, although `fixed` covers it.
  var changeable: [String] = []
  /// Defaults that are others here than elsewhere.
  var defaults: [String: Value] = [:]
  /// Arguments that are the provider's own.
  var arguments: [Field] = []
  var wait: Wait?
  var patience = Patience()
  var schemaVersion = 0
  /// Where one of the types has another version.
  var schemaVersions: [String: Int] = [:]

  /// What a change waits for, unless told not to.
  enum Wait: Sendable {
    case rollout
    case podPhase
    case bound
    case loadBalancer
    case completion
    case defaultAccount
    case accountToken
  }

  enum Verb: String, CaseIterable, Sendable {
    case create, delete, update
  }

  /// How long things may take, where `timeouts` says nothing, in minutes.
  struct Patience: Sendable {
    var create = 10
    var update = 10
    var delete = 10

    subscript(verb: Verb) -> Duration {
      switch verb {
      case .create: .seconds(60 * create)
      case .update: .seconds(60 * update)
      case .delete: .seconds(60 * delete)
      }
    }
  }

  var path: ObjectPath { ObjectPath(apiVersion, plural) }

  /// The shape of the configuration, the provider's own arguments included.
  var shape: Shape {
    var shape = Definitions.all.shape(definition[...])
    if !isNamespaced { shape["metadata"]?.kind = .block(Metadata.shape(.clusterWide)) }
    for path in fixed { shape.change(path.split(separator: ".")) { $0.isFixed = true } }
    for path in changeable { shape.change(path.split(separator: ".")) { $0.isFixed = false } }
    for (path, value) in defaults {
      shape.change(path.split(separator: ".")) { $0.origin = .defaulted(value) }
    }
    let own = arguments.map { argument in
      var argument = argument
      argument.isLocal = true
      return argument
    }
    shape.fields = (shape.fields + own).sorted { $0.name < $1.name }
    return shape
  }
}

extension Shape {
  /// Changes the fields that a path leads to.
  fileprivate mutating func change(_ path: [Substring], _ body: (inout Field) -> Void) {
    guard let name = path.first else { return }
    for index in fields.indices where name == "*" || fields[index].name == name {
      fields[index].change(path.dropFirst(), body)
    }
  }
}

extension Field {
  fileprivate mutating func change(_ path: ArraySlice<Substring>, _ body: (inout Field) -> Void) {
    guard !path.isEmpty else { return body(&self) }
    guard var shape = kind.shape else { return }
    shape.change(Array(path), body)
    switch kind {
    case .block: kind = .block(shape)
    case .blocks: kind = .blocks(shape)
    case .blockSet: kind = .blockSet(shape)
    case .inline: kind = .inline(shape)
    case .bool, .int, .number, .string, .count, .intOrString, .mode, .quantity, .map, .quantities,
      .base64Map, .list, .set:
      return
    }
  }
}
