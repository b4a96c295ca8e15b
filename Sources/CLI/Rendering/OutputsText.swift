import StateStorage
import Values

/// Writes root outputs, one after another.
struct OutputsText {
  private let outputs: [String: OutputState]

  init(_ outputs: [String: OutputState]) { self.outputs = outputs }

  var text: String {
    outputs.sorted { $0.key < $1.key }.map { name, output in
      let value = output.isSensitive ? "<sensitive>" : ExpressionText().text(output.value)
      return "\(name) = \(value)\n"
    }.joined()
  }
}
