import TemplateFiles

/// A template that comes with the program, for others to begin with.
public struct StarterTemplate: Hashable, Sendable {
  public struct File: Hashable, Sendable {
    public let path: String
    public let text: String
  }

  public let name: String
  public private(set) var files: [File]

  /// What it makes: the heading of its README.
  public var summary: String {
    let readme = files.first { $0.path == "README.md" }?.text ?? ""
    return String(readme.prefix { $0 != "\n" }.drop { $0 == "#" || $0 == " " })
  }

  public static let all: [StarterTemplate] = {
    var templates: [StarterTemplate] = []
    var index: Int32 = 0
    while let embedded = template_file(index)?.pointee {
      let name = String(cString: embedded.template_name)
      if templates.last?.name != name { templates.append(StarterTemplate(name: name, files: [])) }
      templates[templates.count - 1].files.append(File(embedded))
      index += 1
    }
    return templates
  }()
}

extension StarterTemplate.File {
  fileprivate init(_ embedded: template_file) {
    path = String(cString: embedded.path)
    let content = UnsafeBufferPointer(start: embedded.content, count: Int(embedded.length))
    text = String(decoding: content, as: UTF8.self)
  }
}
