import CSystemShims

/// A system call that failed.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The call, such as `connect`.
  public var call: String
  /// The `errno` it left.
  public var number: Int32

  public init(_ call: String, _ number: Int32) {
    self.call = call
    self.number = number
  }

  /// The system's words for the error, such as "No such file or directory".
  public var reason: String {
    var text = [CChar](repeating: 0, count: 128)
    system_error_text(number, &text, text.count)
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  public var description: String { "\(call): \(reason)" }
}

/// A wait that lasted until its deadline.
struct DeadlinePassed: Error {}
