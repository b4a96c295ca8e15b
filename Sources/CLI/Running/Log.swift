import Glibc
import Synchronization
import Values

/// What the program tells of its inner life: lines with time and level, on standard error or in the file that
/// `TF_LOG_PATH` names. Only where `TF_LOG` asks for it.
final class Log: Sendable {
  private let descriptor: Int32
  private let threshold: Level
  private let turn = Mutex(())

  enum Level: Int, Comparable {
    case trace, debug, info, warn, error

    static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }

    /// The name in capitals, padded as Terraform pads it.
    var label: String {
      switch self {
      case .trace: "[TRACE]"
      case .debug: "[DEBUG]"
      case .info: "[INFO] "
      case .warn: "[WARN] "
      case .error: "[ERROR]"
      }
    }
  }

  /// nil when nothing is to be logged.
  init?(_ environment: [String: String]) {
    guard let level = environment["TF_LOG"]?.lowercased(), let threshold = Self.threshold(level) else {
      return nil
    }
    self.threshold = threshold
    let file = environment["TF_LOG_PATH"].flatMap { $0.isEmpty ? nil : $0 }
    let opened = file.map { open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600) } ?? STDERR_FILENO
    descriptor = opened < 0 ? STDERR_FILENO : opened
  }

  /// Any other word means everything, as in Terraform.
  private static func threshold(_ name: String) -> Level? {
    switch name {
    case "", "off": nil
    case "debug": .debug
    case "info": .info
    case "warn": .warn
    case "error": .error
    default: .trace
    }
  }

  func note(_ level: Level, _ text: String) {
    guard level >= threshold else { return }
    let line = Array("\(Timestamp.preciseNow) \(level.label) \(text)\n".utf8)
    turn.withLock { _ in _ = write(descriptor, line, line.count) }
  }
}

extension Timestamp {
  /// Now, as RFC 3339 writes it with microseconds.
  static var preciseNow: String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let micros = String(time.tv_nsec / 1000)
    let fraction = String(repeating: "0", count: 6 - micros.count) + micros
    return "\(Timestamp(seconds: time.tv_sec).description.dropLast()).\(fraction)Z"
  }
}
