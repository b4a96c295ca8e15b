import Diagnostics
import HCL
import Values

/// Reads the values in one `.tfvars` or `.tfvars.json` file.
struct VariableFileReader {
  let file: SourceFile
  private(set) var diagnostics: [Diagnostic] = []

  init(file: SourceFile) {
    self.file = file
  }

  /// The values by name, in the order they are written, without those that have errors.
  mutating func read() -> [(name: String, value: GivenValue)] {
    file.name.hasSuffix(".json") ? readJSON() : readNative()
  }

  private mutating func readNative() -> [(name: String, value: GivenValue)] {
    var parser = Parser(file)
    let body = parser.parseBody()
    diagnostics += parser.diagnostics
    for block in body.blocks { reject(block) }
    return values(of: body)
  }

  private mutating func readJSON() -> [(name: String, value: GivenValue)] {
    if let json = try? JSON.parse(file.bytes), json.members == nil {
      diagnostics.append(
        Diagnostic(
          "invalid-json", "Invalid JSON structure",
          "A file of variable values is one object, with the variables' names as its keys.",
          at: SourceRange(file, 0..<file.bytes.count)))
      return []
    }
    var parser = JSONBodyParser(file, hasTemplates: false)
    let body = parser.parseBody()
    diagnostics += parser.diagnostics
    return values(of: body)
  }

  private mutating func values(of body: Body) -> [(name: String, value: GivenValue)] {
    body.attributes.compactMap { attribute in
      var evaluator = Evaluator(scope: StaticScope())
      let value = evaluator.evaluate(attribute.value)
      diagnostics += evaluator.diagnostics
      guard !evaluator.diagnostics.hasErrors else { return nil }
      return (attribute.name, .value(value, attribute.value.range))
    }
  }

  private mutating func reject(_ block: Block) {
    let advice =
      block.type == "variable"
      ? "To declare an input variable, move this block to main.tf. To set one, write name = value."
      : "To set an input variable, write name = value."
    diagnostics.append(
      Diagnostic(
        "unsupported-block", "Unsupported block type",
        "A file of variable values holds no blocks. \(advice)", at: block.headerRange))
  }
}
