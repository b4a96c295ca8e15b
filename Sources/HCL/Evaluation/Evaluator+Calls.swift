import Diagnostics
import Values

extension Evaluator {
  @inline(never)
  mutating func evaluate(_ call: FunctionCall) -> Value {
    guard let function = scope.function(named: call.name) else {
      let suggestion =
        scope.advice(onMissingFunction: call.name).map { " \($0)" }
        ?? Suggestion.sentence(for: call.name, in: scope.functionNames)
      report(
        "unknown-function", "Call to unknown function",
        "There is no function named \"\(call.name)\".\(suggestion)", about: [], at: call.nameRange)
      return .dynamic
    }
    switch function.body {
    case .expressions(let body):
      guard hasRightCount(call.arguments.map(\.range), function, call) else { return .dynamic }
      return body(call.arguments, call, &self)
    case .values(let body):
      switch arguments(of: call) {
      case .failed: return .dynamic
      case .unknown(let marks): return Value.dynamic.marked(marks)
      case .values(let arguments):
        guard hasRightCount(arguments.map(\.range), function, call) else { return .dynamic }
        return apply(function, body, arguments, call)
      }
    }
  }

  private struct Argument {
    var value: Value
    var range: SourceRange
  }

  private enum Arguments {
    case values([Argument])
    /// How many there are is not known yet.
    case unknown(Marks)
    /// Something in them is wrong, and has been reported.
    case failed
  }

  /// The values of the arguments, a last one followed by `...` taken apart.
  @inline(never)
  private mutating func arguments(of call: FunctionCall) -> Arguments {
    let before = diagnostics.count
    var arguments: [Argument] = []
    arguments.reserveCapacity(call.arguments.count)
    for argument in call.arguments {
      arguments.append(Argument(value: evaluate(argument), range: argument.range))
    }
    guard !hasErrors(from: before) else { return .failed }
    guard call.expandsLast, let last = arguments.popLast() else { return .values(arguments) }
    if let elements = last.value.elements {
      let marks = last.value.marks
      return .values(arguments + elements.map { Argument(value: $0.marked(marks), range: last.range) })
    }
    if !last.value.isKnown, last.value.type.canBeExpanded {
      return .unknown(arguments.reduce(last.value.marks) { $0.union($1.value.deepMarks) })
    }
    report(
      "invalid-expansion", "Invalid expanding argument value",
      "The argument before \"...\" must be a list, a set or a tuple, and not null.",
      about: call.arguments.suffix(1),
      at: last.range)
    return .failed
  }

  /// - Parameter arguments: where each of them stands.
  @inline(never)
  private mutating func hasRightCount(
    _ arguments: [SourceRange], _ function: Function, _ call: FunctionCall
  ) -> Bool {
    let needed = function.parameters.count
    let noun = needed == 1 ? "argument" : "arguments"
    if arguments.count < needed {
      let least = function.variadic == nil ? "" : " at least"
      report(
        "missing-function-argument", "Not enough function arguments",
        "Function \"\(function.name)\" expects\(least) \(needed) \(noun). Missing value for "
          + "\"\(function.parameters[arguments.count].name)\" in \(function.signature).", about: [],
        at: call.range)
      return false
    }
    if arguments.count > needed, function.variadic == nil {
      report(
        "too-many-function-arguments", "Too many function arguments",
        "Function \"\(function.name)\" expects only \(needed) \(noun): \(function.signature).", about: [],
        at: arguments[needed])
      return false
    }
    return true
  }

  @inline(never)
  private mutating func apply(
    _ function: Function, _ body: @Sendable ([Value]) throws(FunctionError) -> Value,
    _ arguments: [Argument], _ call: FunctionCall
  ) -> Value {
    var values: [Value] = []
    values.reserveCapacity(arguments.count)
    var marks: Marks = []
    var isKnown = true
    for (position, argument) in arguments.enumerated() {
      let parameter = function.parameter(at: position)
      guard let prepared = prepare(argument, for: parameter, call) else { return .dynamic }
      if !parameter.allowsMarks { marks.formUnion(prepared.deepMarks) }
      values.append(parameter.allowsMarks ? prepared : prepared.withoutDeepMarks)
      isKnown = isKnown && parameter.accepts(prepared)
    }
    do throws(FunctionError) {
      let result = isKnown ? try body(values) : try function.unknownResult(values)
      return result.marked(marks)
    } catch {
      report(error, function, arguments, call)
      return .dynamic
    }
  }

  /// The argument as the parameter wants it; nil when it does not fit, which has been reported.
  private mutating func prepare(
    _ argument: Argument, for parameter: Function.Parameter, _ call: FunctionCall
  ) -> Value? {
    if argument.value.isNull, !parameter.allowsNull {
      reportInvalid(argument, parameter, "argument must not be null", call)
      return nil
    }
    do throws(ConversionError) { return try argument.value.converted(to: parameter.type) } catch {
      reportInvalid(argument, parameter, "\(error)", call)
      return nil
    }
  }

  private mutating func report(
    _ error: FunctionError, _ function: Function, _ arguments: [Argument], _ call: FunctionCall
  ) {
    diagnostics += error.diagnostics
    guard error.diagnostics.isEmpty else { return }
    guard let position = error.argument, position < arguments.count else {
      let isSensitive = arguments.contains { $0.value.deepMarks.contains(.sensitive) }
      return report(
        "function-failed", "Error in function call",
        "Call to function \"\(function.name)\" failed: \(isSensitive ? Self.hiddenReason : error.message).",
        about: call.arguments, at: call.range)
    }
    reportInvalid(arguments[position], function.parameter(at: position), error.message, call)
  }

  private mutating func reportInvalid(
    _ argument: Argument, _ parameter: Function.Parameter, _ reason: String, _ call: FunctionCall
  ) {
    let reason = argument.value.deepMarks.contains(.sensitive) ? Self.hiddenReason : reason
    report(
      "invalid-function-argument", "Invalid function argument",
      "Invalid value for \"\(parameter.name)\" parameter: \(reason).", about: call.arguments,
      at: argument.range)
  }

  /// Stands for a reason that might give away part of a sensitive value.
  private static let hiddenReason =
    "the value is not suitable, and it is sensitive, so the reason is not shown"
}

extension Function {
  fileprivate func parameter(at position: Int) -> Parameter {
    if position < parameters.count { return parameters[position] }
    guard let variadic else { preconditionFailure("\(name) takes no such argument. This is a bug in rcw.") }
    return variadic
  }

  /// What the function gives as long as its arguments are not known.
  fileprivate func unknownResult(_ arguments: [Value]) throws(FunctionError) -> Value {
    switch result {
    case .type(let type): .unknown(type, refinement)
    case .inferred(let infer): .unknown(try infer(arguments), refinement)
    }
  }
}

extension Function.Parameter {
  /// Whether the body can work with the argument as far as it is known.
  fileprivate func accepts(_ value: Value) -> Bool {
    switch unknowns {
    case .anywhere: true
    case .inside: value.isKnown
    case .none: value.isWhollyKnown
    }
  }
}

extension ValueType {
  fileprivate var canBeExpanded: Bool {
    switch self {
    case .dynamic, .list, .set, .tuple: true
    case .string, .number, .bool, .map, .object: false
    }
  }
}
