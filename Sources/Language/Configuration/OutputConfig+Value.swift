public import Diagnostics
public import Values

extension OutputConfig {
  /// The value that the output has when its expression gives `value`: converted to its type, and marked.
  ///
  /// - Throws: one diagnostic, when the value does not fit.
  public func accept(_ value: Value) throws(DiagnosticsError) -> Value {
    var marks: Marks = []
    if isSensitive { marks.insert(.sensitive) }
    if isEphemeral { marks.insert(.ephemeral) }
    guard let type else { return value.marked(marks) }
    do {
      return try type.convert(value).marked(marks)
    } catch {
      throw DiagnosticsError(
        Diagnostic(
          "invalid-output-value", "Invalid output value",
          "The value does not fit the type of the output \"\(name)\": \(error).",
          at: self.value.range(of: error.path), in: range))
    }
  }
}
