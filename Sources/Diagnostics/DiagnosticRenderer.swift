/// Lays out diagnostics as text for a person.
public struct DiagnosticRenderer: Sendable {
  /// Use ANSI colours.
  public var colour: Bool
  /// Columns to wrap prose at; nil leaves lines as they are.
  public var width: Int?

  public init(colour: Bool = false, width: Int? = nil) {
    self.colour = colour
    self.width = width
  }

  /// One diagnostic in a box, ending with a newline.
  public func render(_ diagnostic: Diagnostic) -> String {
    let hue = diagnostic.severity == .error ? "31" : "33"
    let label = diagnostic.severity == .error ? "Error: " : "Warning: "
    var lines = [styled(label, "1;\(hue)") + styled(diagnostic.summary, "1"), ""]
    lines += place(of: diagnostic)
    lines += wrapped(diagnostic.detail)
    let bar = styled("│", hue)
    let body = lines.map { $0.isEmpty ? "\(bar)\n" : "\(bar) \($0)\n" }.joined()
    return styled("╷", hue) + "\n" + body + styled("╵", hue) + "\n"
  }

  private func place(of diagnostic: Diagnostic) -> [String] {
    var lines: [String] = []
    guard let subject = diagnostic.subject else {
      return diagnostic.address.map { ["  with \($0)", ""] } ?? []
    }
    if let address = diagnostic.address { lines.append("  with \(address),") }
    let header = diagnostic.context.map { ", in \($0.caption)" } ?? ""
    let first = subject.start.line
    lines.append("  on \(subject.file.name) line \(first)\(header):")
    lines += snippet(subject, firstLine: first)
    if !diagnostic.observations.isEmpty {
      lines.append(styled("    ├────────────────", "2"))
      lines += diagnostic.observations.map {
        styled("    │ ", "2") + styled($0.expression, "1") + " \($0.statement)"
      }
    }
    return lines + [""]
  }

  /// The source lines of a range, at most four of them, with the range underlined when there is colour.
  private func snippet(_ subject: SourceRange, firstLine: Int) -> [String] {
    let file = subject.file
    var lines: [String] = []
    var offset = subject.bytes.lowerBound
    var number = firstLine
    repeat {
      let line = file.lineRange(at: offset)
      let numberText = String(number)
      let margin = String(repeating: " ", count: max(0, 4 - numberText.count)) + numberText
      lines.append("\(margin): \(emphasised(subject.bytes.clamped(to: line), within: line, of: file))")
      offset = line.upperBound + 1
      while offset < subject.bytes.upperBound, offset <= file.bytes.count, offset > 0,
        file.bytes[offset - 1] != UInt8(ascii: "\n")
      { offset += 1 }
      number += 1
    } while offset < subject.bytes.upperBound && lines.count < 4
    return lines
  }

  private func emphasised(_ part: Range<Int>, within line: Range<Int>, of file: SourceFile) -> String {
    guard colour, !part.isEmpty else { return shown(file.text(line)) }
    return shown(file.text(line.lowerBound..<part.lowerBound))
      + styled(shown(file.text(part)), "4")
      + shown(file.text(part.upperBound..<line.upperBound))
  }

  /// Source text made safe for a terminal: control characters other than tab are replaced.
  private func shown(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7f }) else {
      return text
    }
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7f ? "\u{FFFD}" : $0 }))
  }

  private func wrapped(_ detail: String) -> [String] {
    detail.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
      guard let width, line.count > width, !line.hasPrefix("    ") else { return [String(line)] }
      var rows = [""]
      for word in line.split(separator: " ") {
        let needed = rows[rows.count - 1].count + 1 + word.count
        if rows[rows.count - 1].isEmpty {
          rows[rows.count - 1] = String(word)
        } else if needed > width {
          rows.append(String(word))
        } else {
          rows[rows.count - 1] += " \(word)"
        }
      }
      return rows
    }
  }

  private func styled(_ text: String, _ code: String) -> String {
    colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
