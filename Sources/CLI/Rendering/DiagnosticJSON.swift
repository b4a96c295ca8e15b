import Diagnostics
import Values

/// A diagnostic in the form of Terraform's JSON output.
struct DiagnosticJSON {
  private let diagnostic: Diagnostic

  init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }

  var json: JSON {
    var json: JSON = [
      "severity": .string(diagnostic.severity.rawValue), "summary": .string(diagnostic.summary),
      "detail": .string(diagnostic.detail), "code": .string("\(diagnostic.code)"),
    ]
    if let address = diagnostic.address { json["address"] = .string(address) }
    if let subject = diagnostic.subject {
      json["range"] = range(subject)
      json["snippet"] = snippet(subject)
    }
    return json
  }

  private func range(_ range: SourceRange) -> JSON {
    ["filename": .string(range.file.name), "start": position(range.start), "end": position(range.end)]
  }

  private func position(_ position: SourcePosition) -> JSON {
    [
      "line": .number(Number(position.line)), "column": .number(Number(position.column)),
      "byte": .number(Number(position.byte)),
    ]
  }

  private func snippet(_ subject: SourceRange) -> JSON {
    let line = subject.file.lineRange(at: subject.bytes.lowerBound)
    let shown = line.lowerBound..<max(line.upperBound, subject.bytes.upperBound)
    return [
      "context": diagnostic.context.map { .string($0.caption) } ?? .null,
      "code": .string(subject.file.text(shown)), "start_line": .number(Number(subject.start.line)),
      "highlight_start_offset": .number(Number(subject.bytes.lowerBound - line.lowerBound)),
      "highlight_end_offset": .number(Number(subject.bytes.upperBound - line.lowerBound)),
      "values": .array(
        diagnostic.observations.map {
          ["traversal": .string($0.expression), "statement": .string($0.statement)]
        }),
    ]
  }
}
