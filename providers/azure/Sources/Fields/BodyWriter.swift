import Values

/// Writes what a configuration says of a resource as Azure takes it. What is null, unknown or Azure's to decide is left
/// out.
enum BodyWriter {
  static func json(_ value: Value, _ shape: Shape) -> JSON {
    var json = JSON.object([])
    let attributes = value.keyedElements ?? [:]
    for field in shape.fields where field.origin != .computed && !field.path.isEmpty {
      guard let value = attributes[field.name], let part = self.json(value, field) else { continue }
      json.put(part, at: field.path[...])
    }
    return json
  }

  private static func json(_ value: Value, _ field: Field) -> JSON? {
    guard value.isKnown, !value.isNull else { return nil }
    switch field.kind {
    case .plain(let coding): return coding.write(value)
    case .block(let shape): return value.elements?.first.map { json($0, shape) }
    case .blocks(let shape), .blockSet(let shape):
      let elements = (value.elements ?? []).map { json($0, shape) }
      return elements.isEmpty ? nil : .array(elements)
    }
  }
}

extension JSON {
  /// Puts a value where a path leads to, making objects on the way. What is there already stays: lists are joined, and
  /// objects merged.
  mutating func put(_ value: JSON, at path: ArraySlice<String>) {
    guard let name = path.first else {
      self = merged(with: value)
      return
    }
    var inner = self[name] ?? (path.count == 1 ? .null : .object([]))
    inner.put(value, at: path.dropFirst())
    self[name] = inner
  }

  private func merged(with other: JSON) -> JSON {
    switch (self, other) {
    case (.array(let mine), .array(let others)): return .array(mine + others)
    case (.object, .object(let members)):
      var whole = self
      for member in members {
        whole[member.key] = whole[member.key]?.merged(with: member.value) ?? member.value
      }
      return whole
    default: return other
    }
  }

  /// What is where a path leads to; nil where it leads nowhere, or to null.
  func part(at path: some Sequence<String>) -> JSON? {
    var json = self
    for name in path {
      guard let inner = json[name] else { return nil }
      json = inner
    }
    return json.isNull ? nil : json
  }

  /// Takes away what is where a path leads to.
  mutating func remove(at path: ArraySlice<String>) {
    guard let name = path.first, var inner = self[name] else { return }
    if path.count == 1 {
      self[name] = nil
    } else {
      inner.remove(at: path.dropFirst())
      self[name] = inner
    }
  }
}
