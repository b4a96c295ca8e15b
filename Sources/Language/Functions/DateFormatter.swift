import HCL
import Values

/// Writes a moment as `formatdate` is told to.
struct DateFormatter {
  let time: Timestamp
  /// What is left of the format.
  var rest: Substring.UnicodeScalarView

  mutating func run() throws(FunctionError) -> String {
    let parts = time.components
    var text = ""
    while let first = rest.first {
      if first == "'" {
        text += try takeLiteral()
      } else if first.isASCII, first.properties.isAlphabetic {
        let verb = rest.prefix { $0 == first }
        rest = rest[verb.endIndex...]
        text += try expansion(of: String(verb), parts)
      } else {
        text.unicodeScalars.append(rest.removeFirst())
      }
    }
    return text
  }

  /// Takes text between apostrophes; two of them stand for one.
  private mutating func takeLiteral() throws(FunctionError) -> String {
    let whole = String(rest)
    rest.removeFirst()
    if rest.first == "'" {
      rest.removeFirst()
      return "'"
    }
    var text = ""
    while let scalar = rest.popFirst() {
      if scalar != "'" {
        text.unicodeScalars.append(scalar)
      } else if rest.first == "'" {
        text += "'"
        rest.removeFirst()
      } else {
        return text
      }
    }
    throw FunctionError("unterminated literal \(whole)", argument: 0)
  }

  private func expansion(of verb: String, _ parts: Timestamp.Components) throws(FunctionError) -> String {
    let text =
      switch verb.first {
      case "Y", "M", "D", "E": date(verb, parts)
      case "h", "H", "m", "s", "a", "A": clock(verb, parts)
      case "Z": zone(verb)
      default: nil as String?
      }
    if let text { return text }
    let advice = verb.first.flatMap(Self.choices).map { ": must be \($0)" } ?? ""
    throw FunctionError("invalid date format verb \"\(verb)\"\(advice)", argument: 0)
  }

  private func date(_ verb: String, _ parts: Timestamp.Components) -> String? {
    switch verb {
    case "YYYY": Timestamp.padded(parts.year, 4)
    case "YY": Timestamp.padded(parts.year % 100)
    case "M": String(parts.month)
    case "MM": Timestamp.padded(parts.month)
    case "MMM": String(Self.months[parts.month - 1].prefix(3))
    case "MMMM": Self.months[parts.month - 1]
    case "D": String(parts.day)
    case "DD": Timestamp.padded(parts.day)
    case "EEE": String(Self.weekdays[parts.weekday].prefix(3))
    case "EEEE": Self.weekdays[parts.weekday]
    default: nil
    }
  }

  private func clock(_ verb: String, _ parts: Timestamp.Components) -> String? {
    let twelveHour = parts.hour % 12 == 0 ? 12 : parts.hour % 12
    return switch verb {
    case "h": String(parts.hour)
    case "hh": Timestamp.padded(parts.hour)
    case "H": String(twelveHour)
    case "HH": Timestamp.padded(twelveHour)
    case "m": String(parts.minute)
    case "mm": Timestamp.padded(parts.minute)
    case "s": String(parts.second)
    case "ss": Timestamp.padded(parts.second)
    case "aa": parts.hour < 12 ? "am" : "pm"
    case "AA": parts.hour < 12 ? "AM" : "PM"
    default: nil
    }
  }

  private func zone(_ verb: String) -> String? {
    switch verb {
    case "Z": time.offset == 0 ? "Z" : time.offsetText(separator: ":")
    case "ZZZ": time.offset == 0 ? "UTC" : time.offsetText(separator: "")
    case "ZZZZ": time.offsetText(separator: "")
    case "ZZZZZ": time.offsetText(separator: ":")
    default: nil
    }
  }

  private static func choices(_ letter: Character) -> String? {
    switch letter {
    case "Y": "\"YY\" or \"YYYY\""
    case "M": "\"M\", \"MM\", \"MMM\", or \"MMMM\""
    case "D": "\"D\" or \"DD\""
    case "E": "\"EEE\" or \"EEEE\""
    case "h", "H", "m", "s": "\"\(letter)\" or \"\(letter)\(letter)\""
    case "a", "A": "\"\(letter)\(letter)\""
    case "Z": "\"Z\", \"ZZZ\", \"ZZZZ\", or \"ZZZZZ\""
    default: nil
    }
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
  ]
  private static let weekdays = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]
}
