public import Diagnostics
import HCL

/// Brings a configuration into the canonical layout, that of `terraform fmt`, byte for byte.
///
/// Comments, blank lines and the order of things stay. Only white space changes, and a few spellings that the
/// language has outgrown: see ``Rewriting``.
public struct ConfigurationFormatter {
  private let file: SourceFile

  public init(_ file: SourceFile) { self.file = file }

  /// The whole text anew. Takes time in proportion to the length of the file, and of the answer.
  ///
  /// - Throws: the problems of a file that cannot be read: it would come out as something else.
  public func formatted() throws(DiagnosticsError) -> [UInt8] {
    var parser = Parser(file)
    let body = parser.parseBody()
    guard !parser.diagnostics.hasErrors else { throw DiagnosticsError(parser.diagnostics) }
    let rewritings = Rewriting.all(in: body, of: file)
    let pieces = PieceReader(file, rewritings: rewritings).read()
    var layout = Layout(pieces)
    layout.arrange()
    guard let text = layout.text(limit: 64 * (file.bytes.count + 1024)) else {
      throw DiagnosticsError(.tooWide(file))
    }
    return text
  }
}

extension Diagnostic {
  /// What stands below a very long line is moved to the right until it is aligned with it. Where that would
  /// multiply the size of the file, nobody wants it.
  fileprivate static func tooWide(_ file: SourceFile) -> Diagnostic {
    Diagnostic(
      "alignment-too-wide", "Lines too long to align",
      "Aligning the neighbours of a very long line in \"\(file.name)\" would make the file more than 64 times as "
        + "large. Put a blank line beside the long line, or shorten it.")
  }
}
