import HCL
import Values

/// Promises about values that are known only after apply, so that more can be decided before: each returns its
/// first argument, with the promise attached, and fails when the promise is broken.
enum AssumeFunctions {
  static let all =
    [assumeequal, assumenotnull, assumestringprefix]
    + Collection.allCases.flatMap { [length(of: $0), leastLength(of: $0), greatestLength(of: $0)] }

  private static func parameter(_ name: String, _ type: ValueType, _ summary: String) -> Function.Parameter {
    .init(name, type, summary, allowsNull: true, unknowns: .anywhere, allowsMarks: true)
  }

  private static let typeOfFirst = Function.Result.inferred { arguments in arguments[0].type }

  static let assumeequal = Function(
    "assumeequal", "Returns the second value, and fails when the first turns out not to equal it.",
    parameter("value", .dynamic, "A value that may be known only after apply."),
    parameter("expected", .dynamic, "What it will be. Whether the result is sensitive is up to this one."),
    result: .inferred { arguments in arguments[1].type }, refinement: .none
  ) { arguments throws(FunctionError) in
    let expected = arguments[1]
    let actual: Value
    do throws(ConversionError) {
      actual = try arguments[0].withoutDeepMarks.converted(to: expected.type)
    } catch {
      throw FunctionError("the value does not have the type of the expected one: \(error)", argument: 0)
    }
    guard actual.equals(expected.withoutDeepMarks).asBool != false else {
      throw FunctionError("the value is not equal to the expected one", argument: 0)
    }
    return expected
  }

  static let assumenotnull = Function(
    "assumenotnull", "Returns the value, and fails when it turns out to be null.",
    parameter("value", .dynamic, "A value that may be known only after apply."), result: typeOfFirst
  ) { arguments throws(FunctionError) in
    guard !arguments[0].isNull else { throw FunctionError("the value is null", argument: 0) }
    return arguments[0].refined { $0.isNotNull = true }
  }

  static let assumestringprefix = Function(
    "assumestringprefix", "Returns the string, and fails when it turns out to begin otherwise.",
    parameter("string", .string, "A string that may be known only after apply."),
    .init("expected_prefix", .string, "What it will begin with."), result: typeOfFirst, refinement: .none
  ) { arguments throws(FunctionError) in
    let prefix = try arguments.string(1)
    if let string = arguments[0].asString, !string.hasBytes(prefix) {
      throw FunctionError("the string does not begin with \"\(prefix)\"", argument: 0)
    }
    return arguments[0].refined { if prefix.utf8.count > $0.prefix.utf8.count { $0.prefix = prefix } }
  }
}

// MARK: Lengths

extension AssumeFunctions {
  private enum Collection: String, CaseIterable {
    case list, set, map

    var type: ValueType {
      switch self {
      case .list: .list(.dynamic)
      case .set: .set(.dynamic)
      case .map: .map(.dynamic)
      }
    }

    var parameter: Function.Parameter {
      AssumeFunctions.parameter(rawValue, type, "A \(rawValue) that may be known only after apply.")
    }
  }

  private static let least = Function.Parameter("min_length", .number, "The least number of elements.")
  private static let greatest = Function.Parameter("max_length", .number, "The greatest number of elements.")

  private static func length(of kind: Collection) -> Function {
    Function(
      "assume\(kind)length", "Returns the \(kind), and fails when its length turns out to be another.",
      kind.parameter, least, greatest, result: typeOfFirst, refinement: .none
    ) { arguments throws(FunctionError) in
      try bound(arguments[0], try arguments.integer(1), try arguments.integer(2))
    }
  }

  private static func leastLength(of kind: Collection) -> Function {
    Function(
      "assume\(kind)lengthmin", "Returns the \(kind), and fails when it turns out to be shorter.",
      kind.parameter, least, result: typeOfFirst, refinement: .none
    ) { arguments throws(FunctionError) in try bound(arguments[0], try arguments.integer(1), .max) }
  }

  private static func greatestLength(of kind: Collection) -> Function {
    Function(
      "assume\(kind)lengthmax", "Returns the \(kind), and fails when it turns out to be longer.",
      kind.parameter, greatest, result: typeOfFirst, refinement: .none
    ) { arguments throws(FunctionError) in try bound(arguments[0], 0, try arguments.integer(1)) }
  }

  private static func bound(_ value: Value, _ least: Int, _ greatest: Int) throws(FunctionError) -> Value {
    guard 0 <= least, least <= greatest else {
      throw FunctionError("there is no length that is at least \(least) and at most \(greatest)")
    }
    if let length = value.elements?.count ?? value.keyedElements?.count, !(least...greatest).contains(length)
    {
      throw FunctionError("there are \(length) elements, which is not what was assumed", argument: 0)
    }
    return value.refined {
      $0.minLength = max($0.minLength, least)
      $0.maxLength = min($0.maxLength, greatest)
    }
  }
}

extension Value {
  /// The value with more said about it, if it is not known.
  fileprivate func refined(_ refine: (inout Refinement) -> Void) -> Value {
    guard case .unknown(let type, var refinement) = content, type != .dynamic else { return self }
    refine(&refinement)
    return Value.narrowed(type, refinement).marked(marks)
  }
}
