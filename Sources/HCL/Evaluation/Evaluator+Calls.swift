import Diagnostics
import Values

extension Evaluator {
  mutating func call(_ call: FunctionCall) -> Value {
    guard let function = scope.function(named: call.name) else {
      let suggestion = Suggestion.sentence(for: call.name, in: scope.functionNames)
      diagnostics.append(
        Diagnostic(
          "unknown-function", "Call to unknown function",
          "There is no function named \"\(call.name)\".\(suggestion)", at: call.nameRange))
      return .dynamic
    }
    switch function.body {
    case .expressions(let body): return body(call.arguments, call, &self)
    case .values(let body):
      guard let arguments = arguments(of: call), hasRightCount(arguments, function, call) else {
        return .dynamic
      }
      return apply(function, body, arguments, call)
    }
  }

  private struct Argument {
    var value: Value
    var range: SourceRange
  }

  /// The values of the arguments, a last one followed by `...` taken apart; nil when that cannot be done.
  private mutating func arguments(of call: FunctionCall) -> [Argument]? {
    let before = diagnostics.count
    var arguments = call.arguments.map { Argument(value: evaluate($0), range: $0.range) }
    // What is wrong inside the arguments has been said.
    guard !diagnostics[before...].hasErrors else { return nil }
    guard call.expandsLast, let last = arguments.popLast() else { return arguments }
    guard let elements = last.value.elements else {
      if !last.value.isKnown { return nil }
      diagnostics.append(
        Diagnostic(
          "invalid-expansion", "Invalid expanding argument value",
          "The expanding argument (followed by \"...\") must be a list, tuple or set, and must not be null.",
          at: last.range))
      return nil
    }
    return arguments + elements.map { Argument(value: $0.marked(last.value.marks), range: last.range) }
  }

  private mutating func hasRightCount(
    _ arguments: [Argument], _ function: Function, _ call: FunctionCall
  ) -> Bool {
    let needed = function.parameters.count
    if arguments.count < needed {
      let missing = function.parameters[arguments.count]
      let plural = function.variadic == nil ? "" : " at least"
      diagnostics.append(
        Diagnostic(
          "missing-function-argument", "Not enough function arguments",
          "Function \"\(function.name)\" expects\(plural) \(needed) argument\(needed == 1 ? "" : "s"). Missing "
            + "value for \"\(missing.name)\".", at: call.range))
      return false
    }
    if arguments.count > needed, function.variadic == nil {
      diagnostics.append(
        Diagnostic(
          "too-many-function-arguments", "Too many function arguments",
          "Function \"\(function.name)\" expects only \(needed) argument\(needed == 1 ? "" : "s").",
          at: arguments[needed].range))
      return false
    }
    return true
  }

  private mutating func apply(
    _ function: Function, _ body: @Sendable ([Value]) throws(FunctionError) -> Value,
    _ arguments: [Argument], _ call: FunctionCall
  ) -> Value {
    var values: [Value] = []
    var marks: Marks = []
    var isKnown = true
    for (position, argument) in arguments.enumerated() {
      let parameter = function.parameter(at: position)
      guard let prepared = prepare(argument, for: parameter, function) else { return .dynamic }
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
    _ argument: Argument, for parameter: Function.Parameter, _ function: Function
  ) -> Value? {
    if argument.value.isNull, !parameter.allowsNull {
      report(argument, parameter, function, "argument must not be null")
      return nil
    }
    do throws(ConversionError) { return try argument.value.converted(to: parameter.type) } catch {
      report(argument, parameter, function, "\(error)")
      return nil
    }
  }

  private mutating func report(
    _ argument: Argument, _ parameter: Function.Parameter, _ function: Function, _ reason: String
  ) {
    diagnostics.append(
      Diagnostic(
        "invalid-function-argument", "Invalid function argument",
        "Invalid value for \"\(parameter.name)\" parameter of function \"\(function.name)\": \(reason).",
        at: argument.range))
  }

  private mutating func report(
    _ error: FunctionError, _ function: Function, _ arguments: [Argument], _ call: FunctionCall
  ) {
    guard error.diagnostics.isEmpty else {
      diagnostics += error.diagnostics
      return
    }
    var problem: Diagnostic
    if let position = error.argument, position < arguments.count {
      let parameter = function.parameter(at: position)
      problem = Diagnostic(
        "invalid-function-argument", "Invalid function argument",
        "Invalid value for \"\(parameter.name)\" parameter of function \"\(function.name)\": \(error.message).",
        at: arguments[position].range)
    } else {
      problem = Diagnostic(
        "function-failed", "Error in function call",
        "Call to function \"\(function.name)\" failed: \(error.message).", at: call.range)
    }
    problem.observations = observations(of: call.arguments)
    diagnostics.append(problem)
  }
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
