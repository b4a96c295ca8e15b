import Addresses
import ArgumentParser
import Diagnostics
import Language
import PluginHost
import ProviderTrials
import StateStorage
import Synchronization
import Values

struct ProviderTestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Check how a provider's program keeps to the protocol.",
    discussion: """
      Tries the start, the schemas, validation, plans, calls that make no sense, and the end. What would touch \
      the world is done only for what the file given by -with says: an object of JSON with the configuration of the \
      provider and of resources to take through their lives,
        {"provider": {...}, "resources": {"TYPE": {"config": {...}, "changed": {...}}}}
      Exits with 1 when a check has failed.
      """)

  @Argument(help: ArgumentHelp("The program, such as terraform-provider-null_v3.2.4.", valueName: "binary"))
  var path: String

  @Option(name: .customLong("with"), help: ArgumentHelp("What to try it with.", valueName: "file"))
  var world: String?

  @OptionGroup var view: ViewOptions

  func run() async throws {
    let run = Run(view: view, variables: try VariableOptions.parse([]), state: try StateOptions.parse([]))
    try await run.perform { run in
      let report = TrialReport(isJSON: view.json, style: view.style(run.environment))
      // What is known of the program from before is not what is to be tried.
      let host = PluginHost(
        PluginHost.Settings(
          environment: run.environment, cacheFolder: nil, terraformVersion: "\(Compatibility.version)"))
      let trial = ProviderTrial(
        try binary(), on: host, with: try trialWorld(), environment: run.environment, tell: report.show)
      await trial.run()
      return report.finish() ? .success : .failure
    }
  }

  private func binary() throws -> PluginBinary {
    guard let program = WorkingFolder.absolutePath(of: path) else {
      throw DiagnosticsError(
        Diagnostic("no-program", "Program not found", "There is no file \(path)."))
    }
    let name = program.split(separator: "/").last.map(String.init) ?? program
    let type = name.split(separator: "_").first.map(String.init) ?? name
    return PluginBinary(
      address: ProviderAddress(namespace: "local", type: type.replacing("terraform-provider-", with: "")),
      path: program)
  }

  private func trialWorld() throws -> TrialWorld {
    guard let world else { return TrialWorld() }
    do {
      guard let bytes = try FileAccess.read(world) else {
        throw TrialWorldError(description: "There is no such file.")
      }
      return try TrialWorld(try JSON.parse(bytes))
    } catch {
      throw DiagnosticsError(
        Diagnostic("trial-world", "Unusable file", "\(world) does not say what to try: \(error)"))
    }
  }
}

/// Shows findings as they come, and counts them.
final class TrialReport: Sendable {
  private let isJSON: Bool
  private let style: Style
  private let counts = Mutex<[Finding.Outcome: Int]>([:])

  init(isJSON: Bool, style: Style) {
    self.isJSON = isJSON
    self.style = style
  }

  @Sendable func show(_ finding: Finding) {
    counts.withLock { $0[finding.outcome, default: 0] += 1 }
    guard isJSON else { return Output.standard.print(line(finding)) }
    var json: JSON = [
      "type": "provider_check", "check": .string(finding.check), "outcome": .string(finding.outcome.rawValue),
      "detail": .string(finding.detail),
    ]
    if let type = finding.type { json["resource_type"] = .string(type) }
    Output.standard.print(json.text() + "\n")
  }

  private func line(_ finding: Finding) -> String {
    let subject = finding.type.map { "\($0): " } ?? ""
    let word = finding.outcome.rawValue + String(repeating: " ", count: 8 - finding.outcome.rawValue.count)
    let check = finding.check + String(repeating: " ", count: max(1, 14 - finding.check.count))
    return "\(style.coloured(word, for: finding.outcome)) \(check)\(subject)\(finding.detail)\n"
  }

  /// - Returns: whether nothing has failed.
  func finish() -> Bool {
    let counts = counts.withLock { $0 }
    let failures = counts[.failed] ?? 0
    let numbers = [Finding.Outcome.passed, .failed, .warning, .skipped].map { (counts[$0] ?? 0, $0) }
    if isJSON {
      let members = numbers.map { JSON.Member($0.1.rawValue, .number(Number($0.0))) }
      Output.standard.print(JSON.object([JSON.Member("type", "provider_summary")] + members).text() + "\n")
    } else {
      let words = numbers.filter { $0.0 > 0 }.map { "\($0.0) \($0.1.rawValue)" }
      Output.standard.print("\n\(words.joined(separator: ", ")).\n")
    }
    return failures == 0
  }
}

extension Style {
  fileprivate func coloured(_ text: String, for outcome: Finding.Outcome) -> String {
    switch outcome {
    case .passed: self(text, .green)
    case .failed: self(text, .red)
    case .warning, .skipped: self(text, .yellow)
    }
  }
}
