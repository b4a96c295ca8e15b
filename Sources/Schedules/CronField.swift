/// One field of a schedule: the numbers that it stands for.
struct CronField: Hashable, Sendable {
  enum Unit {
    case second, minute, hour, dayOfMonth, month, dayOfWeek

    fileprivate var range: ClosedRange<Int> {
      switch self {
      case .second, .minute: 0...59
      case .hour: 0...23
      case .dayOfMonth: 1...31
      case .month: 1...12
      case .dayOfWeek: 0...6
      }
    }

    /// From the lowest number on.
    fileprivate var names: [String] {
      switch self {
      case .second, .minute, .hour, .dayOfMonth: []
      case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
      case .dayOfWeek: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
      }
    }
  }

  let numbers: Set<Int>
  /// Whether it is a star, which also means that it does not restrict the other field for days.
  let isAny: Bool

  /// Reads `*`, `?`, `7`, `mon`, `1-5`, `*/10`, `1-31/2`, `5/15`, and several of these with commas between.
  init(_ text: String, _ unit: Unit) throws(CronSchedule.Malformed) {
    var numbers: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      numbers.formUnion(try Self.numbers(of: String(part), unit))
    }
    self.numbers = numbers
    isAny = text == "*" || text == "?"
  }

  func overlaps(_ other: CronField) -> Bool { !numbers.isDisjoint(with: other.numbers) }

  private static func numbers(of part: String, _ unit: Unit) throws(CronSchedule.Malformed) -> [Int] {
    let sides = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    var step = 1
    if sides.count == 2 {
      guard let number = Int(sides[1]), number > 0 else { throw .init("\"\(sides[1])\" is no step") }
      step = number
    }
    let range = try self.range(of: sides[0], unit, isOpen: sides.count == 2)
    return Array(stride(from: range.lowerBound, through: range.upperBound, by: step))
  }

  /// - Parameter isOpen: Whether a single number stands for all from there on.
  private static func range(
    of text: String, _ unit: Unit, isOpen: Bool
  ) throws(CronSchedule.Malformed) -> ClosedRange<Int> {
    if text == "*" || text == "?" { return unit.range }
    let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let first = try number(ends[0], unit)
    let last = ends.count == 2 ? try number(ends[1], unit) : isOpen ? unit.range.upperBound : first
    guard first <= last else { throw .init("\"\(text)\" ends before it begins") }
    return first...last
  }

  private static func number(_ text: String, _ unit: Unit) throws(CronSchedule.Malformed) -> Int {
    if let index = unit.names.firstIndex(of: text.lowercased()) { return index + unit.range.lowerBound }
    guard let number = Int(text), unit.range.contains(number) else {
      let (low, high) = (unit.range.lowerBound, unit.range.upperBound)
      throw .init("\"\(text)\" is not from \(low) to \(high)")
    }
    return number
  }
}
