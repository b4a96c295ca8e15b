import Diagnostics
import HCL
import Language
import StateBackends
import StateStorage
import Values

/// What `-backend-config` says: an argument, or a file with some.
struct BackendArguments {
  private let texts: [String]
  private let evaluation: EarlyEvaluation

  init(_ texts: [String], _ evaluation: EarlyEvaluation) {
    self.texts = texts
    self.evaluation = evaluation
  }

  /// - Throws: ``DiagnosticsError``
  func values(for kind: BackendKind) throws -> [String: Value] {
    var values: [String: Value] = [:]
    for text in texts {
      // A file's name may have an equals sign in it too, but then it is there.
      if let content = try? FileAccess.read(text), !content.isEmpty {
        values.merge(try read(SourceFile(name: text, bytes: content), kind)) { $1 }
      } else if let equals = text.firstIndex(of: "=") {
        let name = String(text[..<equals])
        values[name] = try value(String(text[text.index(after: equals)...]), of: name, kind)
      } else {
        throw problem("There is no file \"\(text)\", and it is no argument NAME=VALUE either.")
      }
    }
    return values
  }

  private func read(_ file: SourceFile, _ kind: BackendKind) throws -> [String: Value] {
    var parser = Parser(file)
    let body = parser.parseBody()
    guard !parser.diagnostics.hasErrors else { throw DiagnosticsError(parser.diagnostics) }
    let object = try evaluation.object(body, kind.schema, in: body.endRange)
    let given = Set(body.attributes.map(\.name))
    return Dictionary(
      uniqueKeysWithValues: (object.keyedElements ?? KeyedValues()).filter { given.contains($0.key) }.map {
        ($0, $1)
      })
  }

  /// Text for arguments that are text; an expression for others.
  private func value(_ text: String, of name: String, _ kind: BackendKind) throws -> Value {
    guard let attribute = kind.schema.attributes[name] else {
      let suggestion = Suggestion.sentence(for: name, in: kind.schema.attributes.keys)
      throw problem("The backend \"\(kind.name)\" has no argument \"\(name)\".\(suggestion)")
    }
    if attribute.type == .string { return .string(text) }
    var parser = Parser(SourceFile(name: "-backend-config", text: "\(name) = \(text)"))
    guard let written = parser.parseBody().attributes.first, parser.diagnostics.isEmpty else {
      throw problem("The value of \"\(name)\" cannot be read: \(text)")
    }
    return try evaluation.value(written.value, as: attribute.type)
  }

  private func problem(_ detail: String) -> DiagnosticsError {
    DiagnosticsError(Diagnostic("backend-config", "Invalid backend argument", detail))
  }
}
