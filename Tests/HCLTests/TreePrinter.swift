import Diagnostics
import HCL
import Values

/// Shows trees on paper: one line an argument, expressions with the operator first.
struct TreePrinter {
  private(set) var text = ""
  private var indentation = ""

  static func print(_ body: Body) -> String {
    var printer = TreePrinter()
    printer.add(body)
    return printer.text
  }

  private mutating func add(_ body: Body) {
    for attribute in body.attributes { line("\(attribute.name) = \(Self.show(attribute.value))") }
    for block in body.blocks {
      line(([block.type] + block.labels.map { "\"\($0.text)\"" } + ["{"]).joined(separator: " "))
      indentation += "  "
      add(block.body)
      indentation.removeLast(2)
      line("}")
    }
  }

  private mutating func line(_ content: String) { text += indentation + content + "\n" }

  static func show(_ expression: Expression) -> String {
    switch expression {
    case .literal(let value, _): show(value)
    case .traversal(let traversal): traversal.root + show(traversal.steps)
    case .relative(let source, let steps, _): "(\(show(source)))\(show(steps))"
    case .index(let source, let key, _): "(index \(show(source)) \(show(key)))"
    case .splat(let source, let each, _): "(splat \(show(source)) \(show(each)))"
    case .splatItem: "@"
    case .template(let parts, _): "(template\(show(parts)))"
    case .templateWrap(let wrapped, _): "(wrap \(show(wrapped)))"
    case .call(let call): show(call)
    case .conditional(let test, let then, let otherwise, _):
      "(? \(show(test)) \(show(then)) \(show(otherwise)))"
    case .unary(let operation, let operand, _): "(\(operation.rawValue) \(show(operand)))"
    case .binary(let left, let operation, let right, _):
      "(\(operation.rawValue) \(show(left)) \(show(right)))"
    case .tuple(let elements, _): "[\(elements.map(show).joined(separator: ", "))]"
    case .object(let items, _): "{\(items.map(show).joined(separator: ", "))}"
    case .forTuple(let loop): "[\(show(loop))]"
    case .forObject(let loop): "{\(show(loop))}"
    case .parenthesised(let inner, _): "(paren \(show(inner)))"
    case .invalid: "<invalid>"
    }
  }

  private static func show(_ value: Value) -> String {
    if let string = value.asString { return quoted(string) }
    return value.asNumber?.description ?? value.asBool?.description ?? "null"
  }

  private static func quoted(_ string: String) -> String {
    "\"" + string.unicodeScalars.map { $0 == "'" ? "'" : $0.escaped(asASCII: false) }.joined() + "\""
  }

  private static func show(_ steps: [Traversal.Step]) -> String {
    steps.map { step in
      switch step {
      case .attribute(let name, _): ".\(name)"
      case .index(let key, _): "[\(show(key))]"
      }
    }.joined()
  }

  private static func show(_ parts: [TemplatePart]) -> String {
    parts.map { part in
      switch part {
      case .text(let text, _): " \(quoted(text))"
      case .interpolation(let expression): " \(show(expression))"
      case .conditional(let test, let then, let otherwise, _):
        " (if \(show(test)) (\(show(then).dropFirst())) (\(show(otherwise).dropFirst())))"
      case .loop(let key, let value, let collection, let body, _):
        " (for \(key.map { "\($0), " } ?? "")\(value) in \(show(collection))\(show(body)))"
      }
    }.joined()
  }

  private static func show(_ call: FunctionCall) -> String {
    "\(call.name)(\(call.arguments.map(show).joined(separator: ", "))\(call.expandsLast ? "..." : ""))"
  }

  private static func show(_ item: ObjectItem) -> String {
    switch item.key {
    case .name(let name, _): "\(name) = \(show(item.value))"
    case .expression(let key): "(\(show(key))) = \(show(item.value))"
    }
  }

  private static func show(_ loop: ForExpression) -> String {
    "for \(loop.keyName.map { "\($0), " } ?? "")\(loop.valueName) in \(show(loop.collection)) : "
      + (loop.key.map { "\(show($0)) => " } ?? "") + show(loop.value) + (loop.isGrouped ? "..." : "")
      + (loop.condition.map { " if \(show($0))" } ?? "")
  }
}

extension Diagnostic {
  /// The place, code and wording on one line each.
  var golden: String {
    let place = subject.map { "\($0.start.line):\($0.start.column)-\($0.end.line):\($0.end.column)" } ?? "-"
    return "\(place) \(code) \(summary)\n  \(detail)\n"
  }
}
