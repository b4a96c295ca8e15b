import Diagnostics
import Formatting
import Glibc
import HCL
import Values

/// What is done with one text.
struct Trial {
  private let text: [UInt8]
  private(set) var wasFormatted = false

  init(_ text: [UInt8]) { self.text = text }

  /// What is wrong with the answers; nil when nothing is.
  mutating func problem() -> String? {
    let start = clock()
    let problem = fault()
    // Of the processor, whatever else it has to do.
    let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
    // A text of 100 kB takes milliseconds: this is far beyond anything in proportion.
    return problem ?? (seconds > 1 + Double(text.count) / 100_000 ? "it took \(seconds) s" : nil)
  }

  private mutating func fault() -> String? {
    var parser = Parser(SourceFile(name: "fuzz.tf", bytes: text))
    let body = parser.parseBody()
    for diagnostic in parser.diagnostics {
      guard let range = diagnostic.subject?.bytes, range.upperBound <= text.count else {
        return "\"\(diagnostic.summary)\" has no place in the text"
      }
    }
    let values = Self.values(of: body)
    return parser.diagnostics.hasErrors ? nil : formattingFault(values)
  }

  private mutating func formattingFault(_ values: [Value]) -> String? {
    // Terraform 1.15 moves such a number and the digits behind it together: 1 .5 becomes 1.5, and so do we.
    guard !text.hasNumberBeforeDot else { return nil }
    guard let once = try? ConfigurationFormatter(SourceFile(name: "fuzz.tf", bytes: text)).formatted() else {
      return nil
    }
    wasFormatted = true
    var parser = Parser(SourceFile(name: "fuzz.tf", bytes: once))
    let body = parser.parseBody()
    guard !parser.diagnostics.hasErrors else { return "it is no configuration any more once it is formatted" }
    guard Self.values(of: body) == values else { return "it means something else once it is formatted" }
    return Self.settles(once) ? nil : "formatting it again and again changes it without end"
  }

  /// Whether formatting comes to an end. Interpolations in one another lose their braces one at a time, as with
  /// Terraform 1.15.
  private static func settles(_ formatted: [UInt8]) -> Bool {
    var text = formatted
    for _ in 0..<100 {
      let next = try? ConfigurationFormatter(SourceFile(name: "fuzz.tf", bytes: text)).formatted()
      if next == text { return true }
      text = next ?? []
    }
    return false
  }

  /// The values of all arguments, those of blocks after those around them.
  private static func values(of body: Body) -> [Value] {
    var evaluator = Evaluator(scope: VariableScope(variables: ["var": .object(["x": .number(1)])]))
    // The formatter writes types without the quotes of old.
    let arguments = body.attributes.filter { $0.name != "type" }
    return arguments.map { evaluator.evaluate($0.value) } + body.blocks.flatMap { values(of: $0.body) }
  }
}

extension [UInt8] {
  /// Whether a digit, blanks, a dot and a digit stand in a row.
  fileprivate var hasNumberBeforeDot: Bool {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    return indices.dropLast().contains { dot in
      guard self[dot] == UInt8(ascii: "."), digits.contains(self[dot + 1]) else { return false }
      let before = self[..<dot].last { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
      return before.map(digits.contains) ?? false
    }
  }
}
