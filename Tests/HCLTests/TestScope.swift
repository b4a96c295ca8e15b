import Diagnostics
import HCL
import Values

extension VariableScope {
  /// Variables of every kind, and functions for every way of taking arguments.
  static let test = VariableScope(
    variables: [
      "object": .object(["name": .string("n"), "size": .number(3), "tags": .object(["team": .string("x")])]),
      "map": .map(["one": .string("1"), "two": .string("2")], of: .string),
      "list": .list([.string("a"), .string("b"), .string("c")], of: .string),
      "objects": .list(
        [.object(["a": .number(1)]), .object(["a": .number(2)])], of: .object(["a": .number])),
      "empty": .list([], of: .object(["a": .number])),
      "set": .set([.string("x"), .string("y")], of: .string),
      "tuple": .tuple([.number(1), .string("two"), .bool(true)]),
      "null_string": .null(.string),
      "null_list": .null(.list(.string)),
      "null_object": .null(.object(["a": .string])),
      "secret": Value.string("hush").marked(.sensitive),
      "secret_list": Value.list([.string("a"), .string("b")], of: .string).marked(.sensitive),
      "secret_map": Value.map(["pass": .string("p")], of: .string).marked(.sensitive),
      "half_secret": .object(["a": Value.string("x").marked(.sensitive), "b": .number(2)]),
      "later": .dynamic,
      "later_bool": .unknown(.bool),
      "later_string": .unknown(.string),
      "later_id": .unknown(.string, .notNull),
      "later_list": .unknown(.list(.string), .notNull),
      "later_objects": .unknown(.list(.object(["a": .number])), Refinement(isNotNull: true, minLength: 2)),
      "later_object": .unknown(.object(["a": .number]), .notNull),
      "later_tuple": .unknown(.tuple([.number, .string]), .notNull),
    ],
    functions: Dictionary(uniqueKeysWithValues: functions.map { ($0.name, $0) }))

  private static let functions: [Function] = [
    Function("upper", "", .init("str", .string, ""), result: .type(.string)) { arguments in
      .string(arguments[0].asString?.uppercased() ?? "")
    },
    Function("count", "", variadic: .init("values", .dynamic, "", allowsNull: true), result: .type(.number)) {
      arguments in .number(arguments.count)
    },
    Function(
      "first", "", .init("list", .list(.dynamic), "", unknowns: .inside),
      result: .inferred { arguments in arguments[0].type.elementType ?? .dynamic }
    ) { arguments throws(FunctionError) in
      guard let first = arguments[0].elements?.first else { throw FunctionError("the list is empty") }
      return first
    },
    Function("pick", "", .init("key", .string, ""), .init("from", .string, ""), result: .type(.string)) {
      arguments throws(FunctionError) in
      throw FunctionError("there is no \"\(arguments[0].asString ?? "")\"", argument: 0)
    },
    Function("nothing", "", result: .type(.string)) { _ in .null(.string) },
    Function("ns::deep", "", result: .type(.number)) { _ in .number(7) },
    Function("works", "", unevaluated: [.init("expression", .dynamic, "")], result: .type(.bool)) {
      expressions, _, evaluator in .bool(!evaluator.attempt(expressions[0]).problems.hasErrors)
    },
  ]
}

extension Value {
  /// The value with its type, as far as the content does not show it, and its marks.
  var golden: String { plain + (marks.contains(.sensitive) ? " (sensitive)" : "") }

  private var plain: String {
    switch content {
    case .null(let type): "null \(type)"
    case .unknown(let type, let refinement): "later \(type)\(refinement.golden)"
    case .bool(let bool): "\(bool)"
    case .number(let number): "\(number)"
    case .string(let string): "\"\(string.unicodeScalars.map { $0.escaped(asASCII: false) }.joined())\""
    case .list(let elements, let type): "list(\(type))[\(Self.joined(elements))]"
    case .set(let elements, let type): "set(\(type))[\(Self.joined(elements))]"
    case .tuple(let elements): "[\(Self.joined(elements))]"
    case .map(let elements, let type): "map(\(type)){\(Self.joined(elements))}"
    case .object(let elements): "{\(Self.joined(elements))}"
    }
  }

  private static func joined(_ elements: [Value]) -> String {
    elements.map(\.golden).joined(separator: ", ")
  }

  private static func joined(_ elements: KeyedValues) -> String {
    elements.map { "\($0.key) = \($0.value.golden)" }.joined(separator: ", ")
  }
}

extension Refinement {
  fileprivate var golden: String {
    (isNotNull ? "" : "?") + (prefix.isEmpty ? "" : " \"\(prefix)…\"")
      + (minLength > 0 || maxLength < .max ? " of \(minLength)…" : "")
  }
}
