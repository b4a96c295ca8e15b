public import Values

/// What has become of a template's files from one version to another.
public struct TemplateDifference: Hashable, Sendable {
  public struct FileChange: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
      case added, removed, changed
    }

    public var path: String
    public var kind: Kind
    /// The lines that differ, as `diff -u` shows them; empty for what is no text, or differs only in its mode.
    public var hunks: String
  }

  public var files: [FileChange]

  public init(from old: TemplateContent, to new: TemplateContent) {
    let before = Dictionary(old.files.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    let after = Dictionary(new.files.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    files = Set(before.keys).union(after.keys).sorted().compactMap { path in
      let (a, b) = (before[path], after[path])
      guard a != b else { return nil }
      return FileChange(
        path: path, kind: a == nil ? .added : b == nil ? .removed : .changed,
        hunks: LineDifference(a?.bytes ?? [], b?.bytes ?? []).hunks)
    }
  }

  /// All of it as `diff -u` shows it, with paths under `a/` and `b/`.
  public var text: String {
    files.map { change in
      let from = change.kind == .added ? "/dev/null" : "a/\(change.path)"
      let to = change.kind == .removed ? "/dev/null" : "b/\(change.path)"
      guard !change.hunks.isEmpty else { return "Only bytes or mode differ: \(change.path)\n" }
      return "--- \(from)\n+++ \(to)\n\(change.hunks)"
    }.joined()
  }
}

/// What has become of the parameters of a template.
public struct ParameterDifference: Hashable, Sendable {
  public var added: [String]
  public var removed: [String]
  /// With the attributes that differ.
  public var changed: [String: [String]]

  /// - Parameters: as versions have them.
  public init(from old: JSON, to new: JSON) {
    let (before, after) = (Self.byName(old), Self.byName(new))
    added = after.keys.filter { before[$0] == nil }.sorted()
    removed = before.keys.filter { after[$0] == nil }.sorted()
    changed = [:]
    for (name, parameter) in after {
      guard let previous = before[name], previous != parameter else { continue }
      let keys = Set((previous.members ?? []).map(\.key)).union((parameter.members ?? []).map(\.key))
      changed[name] = keys.filter { previous[$0] != parameter[$0] }.sorted()
    }
  }

  public var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

  private static func byName(_ parameters: JSON) -> [String: JSON] {
    Dictionary(
      (parameters.elements ?? []).compactMap { one in one["name"]?.asString.map { ($0, one) } },
      uniquingKeysWith: { $1 })
  }
}
