import Encodings
import HCL
import Values

/// Moments, written as RFC 3339 timestamps.
enum TimeFunctions {
  static let all = [formatdate, timeadd, timecmp]

  /// The functions that tell the time, or give another result at every call.
  static func impure(_ context: FunctionContext) -> [Function] {
    [plantimestamp(context), timestamp(context), uuid(context)]
  }

  private static func plantimestamp(_ context: FunctionContext) -> Function {
    Function("plantimestamp", "Returns the moment at which the plan was made.", result: .type(.string)) {
      _ throws(FunctionError) in
      guard let time = context.planTime else { return .unknown(.string, .notNull) }
      return .string(Timestamp(seconds: time).description)
    }
  }

  private static func timestamp(_ context: FunctionContext) -> Function {
    Function(
      "timestamp", "Returns the current time; known only after apply, and another one each time.",
      result: .type(.string)
    ) { _ throws(FunctionError) in
      if context.defersImpureFunctions { return .unknown(.string, .notNull) }
      return .string(Timestamp(seconds: context.now()).description)
    }
  }

  private static func uuid(_ context: FunctionContext) -> Function {
    Function(
      "uuid", "Returns a random UUID; known only after apply, and another one each time.",
      result: .type(.string)
    ) { _ throws(FunctionError) in
      context.defersImpureFunctions ? .unknown(.string, .notNull) : .string(UUID.random().description)
    }
  }

  private static let timeadd = Function(
    "timeadd", "Adds a duration to a moment.",
    .init("timestamp", .string, "The moment, such as `2017-11-22T00:00:00Z`."),
    .init(
      "duration", .string, "Numbers with a unit each (`h`, `m`, `s`, `ms`, `us`, `ns`): `-1.5h`, `1h30m`."),
    result: .type(.string)
  ) { arguments throws(FunctionError) in
    var time = try Timestamp(try arguments.string(0), argument: 0)
    let text = try arguments.string(1)
    guard let duration = Duration(goNotation: text) else {
      throw FunctionError(
        "invalid duration \"\(text)\": the units are h, m, s, ms, us and ns, as in 1h30m", argument: 1)
    }
    time.add(duration)
    return .string(time.description)
  }

  private static let timecmp = Function(
    "timecmp", "Compares two moments: -1 when the first is earlier, 1 when it is later, 0 when they are one.",
    .init("timestamp_a", .string, "A moment."), .init("timestamp_b", .string, "Another moment."),
    result: .type(.number)
  ) { arguments throws(FunctionError) in
    let a = try Timestamp(try arguments.string(0), argument: 0)
    let b = try Timestamp(try arguments.string(1), argument: 1)
    let isEarlier = (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds)
    return .number(isEarlier ? -1 : (a.seconds, a.nanoseconds) == (b.seconds, b.nanoseconds) ? 0 : 1)
  }

  private static let formatdate = Function(
    "formatdate", "Writes a moment in another form.",
    .init(
      "format", .string,
      "`YYYY` or `YY`, `M` to `MMMM`, `D` or `DD`, `EEE` or `EEEE` (weekday), `h`, `hh`, `H` or `HH` (of 24 "
        + "or 12 hours), `m`, `mm`, `s`, `ss`, `aa` or `AA` (half of the day), `Z`, `ZZZ` to `ZZZZZ` (UTC "
        + "offset); other letters stand between apostrophes."),
    .init("time", .string, "The moment, such as `2017-11-22T00:00:00Z`."), result: .type(.string)
  ) { arguments throws(FunctionError) in
    let time = try Timestamp(try arguments.string(1), argument: 1)
    var formatter = DateFormatter(time: time, rest: try arguments.string(0).unicodeScalars[...])
    return .string(try formatter.run())
  }
}

extension Timestamp {
  /// - Parameter argument: the argument of the function that is given to be read.
  fileprivate init(_ text: String, argument: Int) throws(FunctionError) {
    do {
      self = try Timestamp(text)
    } catch {
      throw FunctionError("not a valid RFC3339 timestamp: \(error)", argument: argument)
    }
  }
}
