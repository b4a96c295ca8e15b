import Diagnostics
import HCL
import Language
import ProviderCoder
import Values

/// The workspace parameters that are given. What the command line says wins over files, and later ones over earlier
/// ones of their kind.
struct ParameterValues: Sendable {
  /// By name.
  private(set) var values: [String: String] = [:]
  /// Where a file gives a name its value.
  private var places: [String: SourceRange] = [:]

  /// - Throws: ``DiagnosticsError``
  init(_ settings: RunSettings) throws {
    for path in settings.parameterFiles { try readFile(at: path) }
    values.merge(settings.parameters) { $1 }
    for assignment in settings.parameterAssignments { try read(assignment) }
  }

  private mutating func read(_ assignment: String) throws {
    guard let equals = assignment.firstIndex(of: "="), equals != assignment.startIndex else {
      throw DiagnosticsError(
        Diagnostic(
          "invalid-parameter", "Invalid parameter option",
          "\"\(assignment)\" is no assignment. Write it as\n    -parameter 'NAME=VALUE'"))
    }
    let name = String(assignment[..<equals])
    values[name] = String(assignment[assignment.index(after: equals)...])
    places[name] = nil
  }

  private mutating func readFile(at path: String) throws {
    let file: SourceFile
    do {
      file = SourceFile(name: path, bytes: try FileSystem.read(path))
    } catch {
      throw DiagnosticsError(
        Diagnostic("file-not-readable", "File not readable", "\"\(error.path)\": \(error.reason)."))
    }
    do {
      let content = try ParameterFile(file.text(0..<file.bytes.count))
      for (name, value) in content.values {
        values[name] = value
        places[name] = content.lines[name].map(file.range(ofLine:))
      }
    } catch {
      throw DiagnosticsError(
        Diagnostic(
          "invalid-parameter-file", "Invalid parameter file", error.message,
          at: file.range(ofLine: error.line)))
    }
  }

  /// What to say of the names that no parameter has: of options an error, of files a warning, since a file
  /// may be for several templates.
  func undeclared(declared: Set<String>) -> [Diagnostic] {
    values.keys.filter { !declared.contains($0) }.sorted().map { name in
      let place = places[name]
      let detail =
        "The template has no coder_parameter named \"\(name)\"\(place == nil ? "" : ", so this value is not used")."
        + Suggestion.sentence(for: name, in: declared)
      return Diagnostic(
        place == nil ? .error : .warning, "undeclared-parameter", "Undeclared parameter", detail, at: place)
    }
  }
}

extension SourceFile {
  /// A line without its end, counted from 1.
  fileprivate func range(ofLine line: Int) -> SourceRange {
    var start = 0
    for _ in 1..<max(1, line) {
      start = lineRange(at: start).upperBound
      while start < bytes.count, bytes[start] != UInt8(ascii: "\n") { start += 1 }
      start = min(start + 1, bytes.count)
    }
    return SourceRange(self, lineRange(at: start))
  }
}
