import ProviderAPI
import ProviderKit
import Values

extension Timestamp {
  /// - Throws: `.invalid` when the text is no timestamp.
  init(recorded text: String) throws {
    do {
      self = try Timestamp(text)
    } catch {
      throw ProviderError(.invalid, "\"\(text)\" is no RFC 3339 timestamp: \(error).")
    }
  }
}

/// The attributes that show a moment piece by piece.
enum TimeParts {
  static let names = ["year", "month", "day", "hour", "minute", "second", "unix"]

  static func members(of what: String) -> [ResourceSchema.Member] {
    names.map { name in
      .computed(
        name, .number,
        name == "unix" ? "The seconds from 1970 to \(what), in UTC." : "The \(name) of \(what).")
    }
  }
}

/// The argument that every resource of this provider has.
extension ResourceSchema.Member {
  static var triggers: Self {
    .argument(
      "triggers", .map(.string), requiresReplace: true,
      "Any values; when one changes, the resource is replaced.")
  }
}

/// Values that `triggers` may have.
typealias Triggers = [String: String?]
