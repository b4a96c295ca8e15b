import ProviderAPI

/// What names an object of an app to an import: `APP,ID`, as the public provider writes it, or `APP/ID`.
struct ImportID {
  let app: String
  let id: String

  init(_ text: String, of type: String, _ part: String) throws {
    let parts = text.split(maxSplits: 1, whereSeparator: { ",/".contains($0) }).map { String($0).trimmed }
    guard parts.count == 2, let app = parts.first?.nonEmpty, let id = parts.last?.nonEmpty else {
      throw ProviderError(.invalid, "A \(type) is imported by app and \(part), such as \"my-app,\(part)\".")
    }
    self.app = app
    self.id = id
  }
}
