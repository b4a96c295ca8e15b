/// A template that comes with the program, for others to begin with.
public struct StarterTemplate: Hashable, Sendable {
  public struct File: Hashable, Sendable {
    public let path: String
    public let text: String
  }

  public let name: String
  public let files: [File]

  /// What it makes: the heading of its README.
  public var summary: String {
    let readme = files.first { $0.path == "README.md" }?.text ?? ""
    return String(readme.prefix { $0 != "\n" }.drop { $0 == "#" || $0 == " " })
  }
}
