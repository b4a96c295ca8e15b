import ProviderAPI
import ProviderKit
import Values

/// The program that a machine of a workspace runs: `agent.sh`, told whose agent it is and what it brings along.
struct InitScript {
  let agentID: String
  let supply: AgentSupply
  /// nil when there is no Coder server.
  let accessURL: String?
  let agent: AgentObject

  /// The most bytes that Linux passes as one argument (`MAX_ARG_STRLEN`, 32 pages, less the zero at the end),
  /// which is how containers get their program.
  static let maxLength = 131_071

  /// Whether a text is such a program, of this version of `rcw` or another.
  static func isOwn(_ text: String) -> Bool { text.hasPrefix("# rcw agent ") }

  /// A line of the program that no other agent's has.
  static func marker(of agentID: String) -> String { "_agent=\(ShellText.quoted(agentID)) " }

  /// - Throws: `.invalid` when it is longer than ``maxLength``.
  func text() throws(ProviderError) -> String {
    let text = """
      # rcw agent 1: runs the scripts of a workspace; see providers/coder/README.md of rcw
      \(Self.marker(of: agentID))_patience=\(patience)
      # Lays out what this text brings along.
      unpack() {
        :
      \(payload)}
      \(Self.program)
      """
    guard text.utf8.count <= Self.maxLength else { throw Self.tooLong(text.utf8.count) }
    return text
  }

  private var patience: Int64 {
    switch supply {
    case .embedded: 0
    case .delivered(let patience): patience.components.seconds
    }
  }

  /// One command for each file, each in one line, so that nothing that indents lines can damage it.
  private var payload: String {
    guard supply == .embedded else { return "" }
    return AgentFiles(agent, accessURL: accessURL).all
      .map { "  put \($0.name) '\(ShellText.escaped($0.content))'\n" }.joined()
  }

  /// `agent.sh` without the comment at its head.
  private static let program = {
    let text = String(decoding: PackageResources.agent_sh, as: UTF8.self)
    return text.split(separator: "\n", omittingEmptySubsequences: false).drop { $0.hasPrefix("#") }
      .joined(separator: "\n")
  }()

  private static func tooLong(_ count: Int) -> ProviderError {
    ProviderError(
      .invalid,
      "The agent's scripts and environment make an init script of \(count) bytes, and a container takes no more "
        + "than \(maxLength). Move what is long into a file of the image, or into a coder_script.",
      attribute: .init("startup_script"))
  }
}
