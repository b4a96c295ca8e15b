package import ProviderAPI
package import Values

/// Values and what is said about them, in the form of the protocol.
extension WireWriter {
  package mutating func value(_ field: Int, _ value: Value, as type: ValueType) {
    message(field) { $0.bytes(Fields.DynamicValue.msgpack, MessagePack.encode(value, as: type)) }
  }

  /// Nothing when there is no identity, or nothing but nulls in it.
  package mutating func identity(_ field: Int, _ identity: Value?, as schema: IdentitySchema?) {
    guard let identity, !identity.isWithoutContent, let schema else { return }
    message(field) { $0.value(Fields.Identity.data, identity, as: schema.type) }
  }

  /// What this program can deal with beyond the first release of the protocol.
  package mutating func capabilities(_ field: Int) {
    message(field) { $0.bool(Fields.Capabilities.writeOnlyAllowed, true) }
  }
}

extension WireWriter {
  package mutating func diagnostics(_ field: Int, _ diagnostics: [ProviderDiagnostic]) {
    for diagnostic in diagnostics {
      message(field) {
        $0.integer(Fields.Diagnostic.severity, diagnostic.isWarning ? Fields.Diagnostic.warning : 1)
        $0.text(Fields.Diagnostic.summary, diagnostic.summary)
        $0.text(Fields.Diagnostic.detail, diagnostic.detail)
        if let path = diagnostic.attribute { $0.path(Fields.Diagnostic.attribute, path) }
      }
    }
  }

  /// An element of a set has no form on the wire: the path ends before it.
  package mutating func path(_ field: Int, _ path: AttributePath) {
    message(field) { message in
      for step in path.steps {
        switch step {
        case .attribute(let name):
          message.message(Fields.Path.steps) { $0.text(Fields.Path.attribute, name) }
        case .key(let key): message.message(Fields.Path.steps) { $0.text(Fields.Path.key, key) }
        case .index(let index):
          message.message(Fields.Path.steps) { $0.choice(Fields.Path.index, index) }
        case .element: return
        }
      }
    }
  }
}

extension Value {
  /// Whether it is null, or an object of nothing but nulls.
  fileprivate var isWithoutContent: Bool { keyedElements?.allSatisfy(\.value.isNull) ?? isNull }
}

extension WireMessage {
  /// A value of the type; null when the field is not there.
  package func value(_ field: Int, as type: ValueType) throws -> Value {
    try message(field)?.value(as: type) ?? .null(type)
  }

  /// The message itself as a value of the type.
  package func value(as type: ValueType) throws -> Value {
    if let bytes = bytes(Fields.DynamicValue.msgpack), !bytes.isEmpty {
      return try MessagePack.decode(bytes, as: type)
    }
    if let bytes = bytes(Fields.DynamicValue.json), !bytes.isEmpty {
      return try Value(try JSON.parse(bytes), as: type)
    }
    return .null(type)
  }

  /// nil when there is none, or nothing but nulls in it: what plugins of the SDK before version 2.38.1 say when they
  /// failed to create an object, and what they take amiss when it is told them later.
  package func identity(_ field: Int, as schema: IdentitySchema?) throws -> Value? {
    guard let schema, let message = try message(field) else { return nil }
    let identity = try message.value(Fields.Identity.data, as: schema.type)
    return identity.isWithoutContent ? nil : identity
  }

  package func diagnostics(_ field: Int) throws(WireError) -> [ProviderDiagnostic] {
    var diagnostics: [ProviderDiagnostic] = []
    for message in try messages(field) {
      diagnostics.append(
        ProviderDiagnostic(
          message.text(Fields.Diagnostic.summary), message.text(Fields.Diagnostic.detail),
          at: try message.message(Fields.Diagnostic.attribute)?.path(),
          isWarning: message.integer(Fields.Diagnostic.severity) == Fields.Diagnostic.warning))
    }
    return diagnostics
  }

  package func paths(_ field: Int) throws(WireError) -> [AttributePath] {
    var paths: [AttributePath] = []
    for message in try messages(field) { paths.append(try message.path()) }
    return paths
  }

  /// The message as a path.
  private func path() throws(WireError) -> AttributePath {
    var path = AttributePath()
    for step in try messages(Fields.Path.steps) {
      if step.bytes(Fields.Path.attribute) != nil {
        path.steps.append(.attribute(step.text(Fields.Path.attribute)))
      } else if step.bytes(Fields.Path.key) != nil {
        path.steps.append(.key(step.text(Fields.Path.key)))
      } else {
        path.steps.append(.index(step.integer(Fields.Path.index)))
      }
    }
    return path
  }
}
