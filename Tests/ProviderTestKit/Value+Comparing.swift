public import Values

extension Value {
  /// The paths at which another value differs, as far inward as both have the same shape.
  public func differences(from other: Value, at path: AttributePath = .root) -> [AttributePath] {
    if self == other { return [] }
    switch (content, other.content) {
    case (.object(let mine), .object(let others)):
      return Set(mine.keys + others.keys).sorted().flatMap { name in
        (mine[name] ?? .null(.dynamic))
          .differences(from: others[name] ?? .null(.dynamic), at: path.appending(.attribute(name)))
      }
    case (.list(let mine, _), .list(let others, _)) where mine.count == others.count:
      return mine.indices.flatMap { mine[$0].differences(from: others[$0], at: path.appending(.index($0))) }
    default: return isNull && other.isNull ? [] : [path]
    }
  }

  /// The paths at which an applied object breaks what was planned: a plan may be open, never wrong.
  func breaches(of planned: Value, at path: AttributePath = .root) -> [AttributePath] {
    if !planned.isKnown || planned.isNull && isNull { return [] }
    switch (planned.content, content) {
    case (.object(let planned), .object(let mine)):
      return planned.flatMap { name, value in
        (mine[name] ?? .null(value.type)).breaches(of: value, at: path.appending(.attribute(name)))
      }
    case (.list(let planned, _), .list(let mine, _)) where planned.count == mine.count:
      return mine.indices.flatMap { mine[$0].breaches(of: planned[$0], at: path.appending(.index($0))) }
    case (.map(let planned, _), .map(let mine, _)) where planned.keys == mine.keys:
      return planned.flatMap { key, value in
        (mine[key] ?? .null(value.type)).breaches(of: value, at: path.appending(.key(key)))
      }
    case (.set(let planned, _), .set(let mine, _)):
      return planned.allSatisfy { element in mine.contains { $0.breaches(of: element).isEmpty } }
        ? [] : [path]
    default: return self == planned ? [] : [path]
    }
  }
}
