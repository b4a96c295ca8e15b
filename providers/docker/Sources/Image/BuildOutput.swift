import ProviderAPI

/// What a build prints: the step it is at, and that step's output, to be shown if it fails.
struct BuildOutput {
  /// `Step 3/7 : RUN apt-get update`; nil before the first.
  private(set) var step: String?
  private var output: [Substring] = []
  private var unfinished = ""

  /// In lines of a failing step's output.
  private static let shownLines = 40

  /// Takes the next piece of output; returns the step that begins with it, if one does.
  mutating func add(_ text: String) -> String? {
    var begun: String?
    unfinished += text
    var lines = unfinished.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    unfinished = lines.popLast().map(String.init) ?? ""
    for line in lines {
      if Self.isStep(line) {
        step = String(line)
        begun = step
        output = []
      } else if !line.isEmpty {
        output.append(line)
        if output.count > 4 * Self.shownLines { output.removeFirst(output.count - Self.shownLines) }
      }
    }
    return begun
  }

  /// The error for a build that ended with the engine's `message`.
  func failure(_ message: String) -> ProviderError {
    var text = "The build failed: \(message)"
    if let step { text += "\n\n\(step)" }
    let lines = output + (unfinished.isEmpty ? [] : [unfinished[...]])
    for line in lines.suffix(Self.shownLines) { text += "\n    \(line)" }
    if Self.needsBuildKit(message) {
      text += """
        \n
        The engine's classic builder, which rcw uses, does not know what the Dockerfile asks for. Set \
        version = "2" in the build block to have the engine use BuildKit.
        """
    }
    return ProviderError(.invalid, text)
  }

  /// The classic builder writes `Step 1/3 : FROM x`, Podman `STEP 1/3: FROM x`.
  private static func isStep(_ line: Substring) -> Bool {
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count == 3, words[0] == "Step" || words[0] == "STEP" else { return false }
    return words[1].first?.isNumber == true && words[1].contains("/")
  }

  private static func needsBuildKit(_ message: String) -> Bool {
    message.contains("requires BuildKit") || message.contains("dockerfile parse error")
  }
}
