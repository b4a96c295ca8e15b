import Encodings
import ProviderAPI
import Values

/// What a build prints: the step it is at, and each step's output, to be shown if it fails.
///
/// The classic builder prints text, `Step 1/3 : FROM x` before each step's output. BuildKit reports vertices
/// and their logs (moby/buildkit `api/services/control/control.proto`, `StatusResponse`), several at a time.
struct BuildOutput {
  /// The step that runs, or failed; nil before the first.
  private var step: String?
  private var logs: [String: OutputTail] = [:]
  private var unfinished = ""
  /// The names of BuildKit's vertices, by digest.
  private var names: [String: String] = [:]

  /// Takes the next message; returns the step that begins with it, if one does.
  mutating func add(_ message: ProgressMessage) -> String? {
    if let text = message.stream { return add(text) }
    guard message.id == "moby.buildkit.trace", let text = message.aux?.asString,
      let trace = Base64.standard.decode(text)
    else { return nil }
    return add(trace: trace)
  }

  /// The error for a build that ended with the engine's `message`.
  func failure(_ message: String) -> ProviderError {
    guard let step else { return ProviderError(.invalid, "The build failed: \(message)") }
    let output = logs[step]?.lines(with: unfinished).map { "\n    \($0)" }.joined() ?? ""
    return ProviderError(.invalid, "The build failed: \(message)\n\n\(step)\(output)")
  }

  /// Whether BuildKit's message is about what the classic builder can do: be there, and log in to registries
  /// without a session. Observed on Docker 20.10.
  static func asksForClassicBuilder(_ message: String, hasCredentials: Bool) -> Bool {
    // What follows the first line is the output of a step.
    let line = message.prefix { !$0.isNewline }.lowercased()
    let denials = ["denied", "unauthorized", "authorization", "no basic auth"]
    return line.contains("buildkit is not ") || line.contains("no active session")
      || (hasCredentials && denials.contains { line.contains($0) })
  }

  // MARK: The classic builder

  private mutating func add(_ text: String) -> String? {
    var begun: String?
    unfinished += text
    var lines = unfinished.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    unfinished = lines.popLast().map(String.init) ?? ""
    for line in lines {
      if Self.isStep(line) {
        begun = String(line)
        step = begun
      } else if let step {
        logs[step, default: OutputTail()].add(line)
      }
    }
    return begun
  }

  /// The classic builder writes `Step 1/3 : FROM x`, Podman `STEP 1/3: FROM x`.
  private static func isStep(_ line: Substring) -> Bool {
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count == 3, words[0] == "Step" || words[0] == "STEP" else { return false }
    return words[1].first?.isNumber == true && words[1].contains("/")
  }

  // MARK: BuildKit

  private mutating func add(trace: [UInt8]) -> String? {
    var begun: String?
    for (number, content) in ProtobufFields(trace[...]) {
      if number == 1 { begun = add(vertex: content) ?? begun }
      if number == 3 { add(log: content) }
    }
    return begun
  }

  /// A vertex is reported when it is known, again when it starts (field 5), and when it fails (field 7).
  private mutating func add(vertex: ArraySlice<UInt8>) -> String? {
    var texts: [UInt64: String] = [:]
    for (number, content) in ProtobufFields(vertex) {
      texts[number] = String(decoding: content, as: UTF8.self)
    }
    guard let digest = texts[1], let name = texts[3], !name.hasPrefix("[internal]") else { return nil }
    let isNew = texts[5] != nil && names[digest] == nil
    if isNew { names[digest] = name }
    if isNew || texts[7]?.isEmpty == false { step = name }
    return isNew ? name : nil
  }

  private mutating func add(log: ArraySlice<UInt8>) {
    var (digest, text) = ("", "")
    for (number, content) in ProtobufFields(log) {
      if number == 1 { digest = String(decoding: content, as: UTF8.self) }
      if number == 4 { text = String(decoding: content, as: UTF8.self) }
    }
    guard let name = names[digest] else { return }
    for line in text.split(whereSeparator: \.isNewline) { logs[name, default: OutputTail()].add(line) }
  }
}

/// The last lines of a step's output.
private struct OutputTail {
  private var kept: [Substring] = []

  private static let shown = 40

  mutating func add(_ line: Substring) {
    guard !line.isEmpty else { return }
    kept.append(line)
    if kept.count > 4 * Self.shown { kept.removeFirst(kept.count - Self.shown) }
  }

  /// - Parameter unfinished: a line without its end, or nothing.
  func lines(with unfinished: String) -> ArraySlice<Substring> {
    (kept + (unfinished.isEmpty ? [] : [unfinished[...]])).suffix(Self.shown)
  }
}
