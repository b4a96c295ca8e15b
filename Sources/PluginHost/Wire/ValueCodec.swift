import ProviderAPI
import Values

/// Values and what is said about them, in the form of the protocol.
extension WireWriter {
  mutating func value(_ field: Int, _ value: Value, as type: ValueType) {
    message(field) { $0.bytes(Fields.DynamicValue.msgpack, MessagePack.encode(value, as: type)) }
  }

  /// What this program can deal with beyond the first release of the protocol.
  mutating func capabilities(_ field: Int) {
    message(field) { $0.bool(Fields.Capabilities.writeOnlyAllowed, true) }
  }
}

extension WireMessage {
  /// A value of the type; null when the field is not there.
  func value(_ field: Int, as type: ValueType) throws -> Value {
    guard let message = try message(field) else { return .null(type) }
    if let bytes = message.bytes(Fields.DynamicValue.msgpack), !bytes.isEmpty {
      return try MessagePack.decode(bytes, as: type)
    }
    if let bytes = message.bytes(Fields.DynamicValue.json), !bytes.isEmpty {
      return try Value(try JSON.parse(bytes), as: type)
    }
    return .null(type)
  }

  func diagnostics(_ field: Int) throws(WireError) -> [ProviderDiagnostic] {
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

  func paths(_ field: Int) throws(WireError) -> [AttributePath] {
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
