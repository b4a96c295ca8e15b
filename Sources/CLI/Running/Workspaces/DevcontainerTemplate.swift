import Diagnostics
import StarterTemplates
import Templates
import Values

/// The template of a project that describes its workspace as a development container
/// (https://containers.dev/implementors/json_reference).
///
/// The files of the starter template `devcontainer`, with the description as `devcontainer.json` and, where it builds an
/// image, the files that the image is built of.
struct DevcontainerTemplate {
  let content: TemplateContent

  /// - Parameters:
  ///   - path: of the description, in the project.
  ///   - project: the files of the project.
  /// - Throws: ``DiagnosticsError`` when it is no description that can be followed.
  init(_ file: TemplateContent.File, at path: String, in project: TemplateContent) throws {
    let description = try Self.parse(file, path)
    guard description["dockerComposeFile"] == nil else {
      throw Self.problem("It names a dockerComposeFile, and workspaces are made of one container.", path)
    }
    guard description["image"] != nil || description["build"] != nil || description["dockerFile"] != nil
    else {
      throw Self.problem("It names neither an image nor a build.", path)
    }
    guard let starter = StarterTemplate.all.first(where: { $0.name == "devcontainer" }) else {
      throw Self.problem("This program has no template for development containers.", path)
    }
    var files = starter.files.map { TemplateContent.File($0.path, Array($0.text.utf8)) }
    files.append(TemplateContent.File("devcontainer.json", Self.normalized(description).bytes()))
    if description["image"] == nil {
      files += TemplateContent(Self.context(of: description, path, project)).files(under: "project")
    }
    content = TemplateContent(files)
  }

  /// With the older spelling of a build made the newer one.
  private static func normalized(_ description: JSON) -> JSON {
    guard description["build"] == nil, let file = description["dockerFile"] else { return description }
    var description = description
    var build: [JSON.Member] = [.init("dockerfile", file)]
    if let context = description["context"] { build.append(.init("context", context)) }
    description["build"] = .object(build)
    return description
  }

  /// The files in the folder of the description, or, where the context leads out of that, all of the project.
  private static func context(
    of description: JSON, _ path: String, _ project: TemplateContent
  ) -> [TemplateContent.File] {
    let context = normalized(description)["build"]?["context"]?.asString ?? "."
    let folder = path.contains("/") ? String(path[...(path.lastIndex(of: "/") ?? path.startIndex)]) : ""
    let reachesOut = context.hasPrefix("..") || folder.isEmpty
    return reachesOut ? project.files : project.files.filter { $0.path.hasPrefix(folder) }
  }

  private static func parse(_ file: TemplateContent.File, _ path: String) throws -> JSON {
    do {
      let json = try JSON.parse(JSONWithComments.plain(file.bytes))
      guard json.members != nil else { throw problem("It is no object.", path) }
      return json
    } catch let error as DiagnosticsError {
      throw error
    } catch {
      throw problem("It is no JSON: \(error).", path)
    }
  }

  private static func problem(_ detail: String, _ path: String) -> DiagnosticsError {
    DiagnosticsError(Diagnostic("devcontainer", "Development container cannot be had", "\(path): \(detail)"))
  }
}

/// JSON as editors write it: with comments, and commas after last elements.
enum JSONWithComments {
  /// The same text with blanks in the places of what JSON does not have.
  static func plain(_ bytes: [UInt8]) -> [UInt8] {
    var plain = bytes
    var index = 0
    var lastComma: Int?
    while index < plain.count {
      switch (plain[index], index + 1 < plain.count ? plain[index + 1] : 0) {
      case (UInt8(ascii: "\""), _): index = end(ofString: index, plain)
      case (UInt8(ascii: "/"), UInt8(ascii: "/")):
        while index < plain.count, plain[index] != UInt8(ascii: "\n") { blank(&index, &plain) }
        continue
      case (UInt8(ascii: "/"), UInt8(ascii: "*")):
        while index < plain.count,
          !(plain[index] == UInt8(ascii: "*") && plain[safe: index + 1] == UInt8(ascii: "/"))
        {
          blank(&index, &plain)
        }
        for _ in 0..<2 where index < plain.count { blank(&index, &plain) }
        continue
      case (UInt8(ascii: "]"), _), (UInt8(ascii: "}"), _):
        if let comma = lastComma { plain[comma] = UInt8(ascii: " ") }
      default: break
      }
      guard index < plain.count else { break }
      if plain[index] == UInt8(ascii: ",") {
        lastComma = index
      } else if ![0x20, 0x09, 0x0A, 0x0D].contains(plain[index]) {
        lastComma = nil
      }
      index += 1
    }
    return plain
  }

  /// The place of the closing quote.
  private static func end(ofString start: Int, _ bytes: [UInt8]) -> Int {
    var index = start + 1
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(index, bytes.count - 1)
  }

  private static func blank(_ index: inout Int, _ bytes: inout [UInt8]) {
    if bytes[index] != UInt8(ascii: "\n") { bytes[index] = UInt8(ascii: " ") }
    index += 1
  }
}

extension [UInt8] {
  fileprivate subscript(safe index: Int) -> UInt8? { indices.contains(index) ? self[index] : nil }
}
