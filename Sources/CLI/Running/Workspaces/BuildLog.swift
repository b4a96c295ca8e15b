import Diagnostics
import Engine
import Glibc
import StateStorage
import Synchronization
import Values

/// The file with what a build says.
final class BuildLog: Sendable {
  private let descriptor: Int32

  /// - Parameter path: nil for none.
  init(_ path: String?) throws {
    guard let path else {
      descriptor = -1
      return
    }
    try FileAccess.makeFolder(of: path)
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_APPEND, 0o600)
    guard descriptor >= 0 else {
      throw StateError(.unwritable, "Cannot write \(path): \(String(cString: strerror(errno))).")
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// That a line cannot be written is no reason to stop a build.
  func write(_ text: String) {
    guard descriptor >= 0 else { return }
    let bytes = Array("\(Timestamp.now()) \(text)".utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}

/// Shows a build to whoever looks on, and writes it down.
struct BuildView: View {
  let inner: any View
  let log: BuildLog
  let showsPlan: Bool

  func show(_ diagnostics: [Diagnostic]) {
    inner.show(diagnostics)
    for diagnostic in diagnostics {
      log.write(DiagnosticRenderer(colour: false, width: 120).render(diagnostic))
    }
  }

  func show(_ event: EngineEvent) {
    guard !Self.isRoutine(event) else { return }
    inner.show(event)
    if case .passing = event { return }
    if let line = EventText(event).line { log.write(line + "\n") }
  }

  /// Whether it is of no interest to who waits for a workspace: that something is looked at.
  private static func isRoutine(_ event: EngineEvent) -> Bool {
    switch event {
    case .refreshStarted, .refreshEnded, .started(_, .read, _), .ended(_, .read, _, _): true
    default: false
    }
  }

  func show(_ plan: Plan) {
    if showsPlan { inner.show(plan) }
    log.write(ShortenedTexts(PlanText(style: Style(isColoured: false), plan: plan).text()).text)
  }

  func show(_ outcome: Outcome, of plan: Plan) {
    log.write(OutcomeText(outcome, of: plan).headline + "\n")
  }

  func show(_ outputs: [String: OutputState]) {}

  func say(_ text: String) {
    inner.say(text)
    log.write(text)
  }

  func note(_ text: String) {
    inner.note(text)
    log.write(text)
  }
}

/// A plan with the beginnings of long texts only: the agent's script would be most of it.
struct ShortenedTexts {
  private(set) var text = ""

  /// How many lines of a text are kept.
  private static let kept = 5

  init(_ plan: String) {
    var inside: [Substring]?
    for line in plan.split(separator: "\n", omittingEmptySubsequences: false) {
      if let lines = inside {
        guard Self.isEnd(line) else {
          inside = lines + [line]
          continue
        }
        add(lines)
        inside = nil
      }
      add(line)
      if line.hasSuffix("<<-EOT") || line.hasSuffix("<<EOT") { inside = [] }
    }
    for line in inside ?? [] { add(line) }
    text.removeLast()
  }

  private static func isEnd(_ line: Substring) -> Bool {
    line.drop { $0 == " " }.hasPrefix("EOT")
  }

  private mutating func add(_ line: Substring) { text += line + "\n" }

  private mutating func add(_ lines: [Substring]) {
    let rest = lines.count - Self.kept
    for line in rest > 1 ? lines.prefix(Self.kept) : lines[...] { add(line) }
    guard rest > 1 else { return }
    let indent = String(lines[Self.kept - 1].prefix { $0 == " " })
    add("\(indent)… (\(rest) more lines)")
  }
}
