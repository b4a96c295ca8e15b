import Synchronization
import Values

/// What a plugin writes: passed on as lines of the log, and the last of it kept, because it may say why the plugin
/// ended.
final class PluginLog: Sendable {
  /// Lines that are kept.
  private static let keptLines = 40

  private let name: String
  private let note: @Sendable (PluginLogLevel, String) -> Void
  private let lastWords = Mutex<[String]>([])

  /// - Parameter name: goes before every line.
  init(_ name: String, _ note: @escaping @Sendable (PluginLogLevel, String) -> Void) {
    self.name = name
    self.note = note
  }

  /// Takes a line of the error output: an object of JSON, as hclog writes it, or text, such as that of a panic.
  func take(_ line: String) {
    guard line.hasPrefix("{"), let json = try? JSON.parse(line), let message = json["@message"]?.asString
    else {
      keep(line)
      return note(.debug, "\(name): \(line)")
    }
    let level = json["@level"]?.asString.flatMap { PluginLogLevel(rawValue: $0) } ?? .debug
    if level == .error { keep(message) }
    let details = (json.members ?? []).filter { !$0.key.hasPrefix("@") }
      .map { " \($0.key)=\($0.value.asString ?? $0.value.text())" }
    note(level, "\(name): \(message)\(details.joined())")
  }

  /// The last lines, for a diagnostic: from the start of a panic where there was one; empty when nothing was said.
  var ending: String {
    let lines = lastWords.withLock(\.self)
    let start = lines.lastIndex { $0.hasPrefix("panic:") || $0.hasPrefix("fatal error:") }
    return (start.map { Array(lines[$0...].prefix(15)) } ?? lines.suffix(15)).joined(separator: "\n")
  }

  private func keep(_ line: String) {
    guard !line.isEmpty else { return }
    lastWords.withLock { lines in
      if lines.count == Self.keptLines { lines.removeFirst() }
      lines.append(String(line.prefix(500)))
    }
  }
}

/// How much a line of a plugin's log matters.
public enum PluginLogLevel: String, Sendable {
  case trace, debug, info, warn, error
}
