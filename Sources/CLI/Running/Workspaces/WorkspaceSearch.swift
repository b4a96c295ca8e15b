import Catalog
import Diagnostics
import Workspaces

/// What workspaces are looked for, in the words of `coder list --search`.
struct WorkspaceSearch: Sendable {
  private enum Condition {
    case owner(String)
    case name(String)
    case template(String)
    case status(WorkspaceStatus)
    case outdated(Bool)
    case dormant(Bool)
  }

  private let conditions: [Condition]

  /// - Parameters:
  ///   - text: words with blanks between them.
  ///   - user: whom `me` means.
  /// - Throws: `DiagnosticsError` for a word that means nothing.
  init(_ text: String, user: String) throws {
    conditions = try text.split(separator: " ").map { try Self.condition(String($0), user) }
  }

  private static let names = ["owner", "name", "template", "status", "outdated", "dormant"]

  private static func condition(_ word: String, _ user: String) throws -> Condition {
    let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return .name(word.lowercased()) }
    let text = parts[1].lowercased()
    switch parts[0].lowercased() {
    case "owner": return .owner(text == "me" ? user.lowercased() : text)
    case "name": return .name(text)
    case "template": return .template(text)
    case "status": return .status(try status(text))
    case "outdated": return .outdated(text == "true")
    case "dormant": return .dormant(text == "true")
    default:
      throw problem(
        "There is nothing called \"\(parts[0])\" to look for.\(Suggestion.sentence(for: parts[0], in: names)) There are: "
          + "\(names.joined(separator: ", ")).")
    }
  }

  /// Coder says `running` of what it lists as started.
  private static func status(_ text: String) throws -> WorkspaceStatus {
    let known = WorkspaceStatus.allCases.map { ($0.rawValue.lowercased(), $0) } + [("running", .started)]
    if let found = known.first(where: { $0.0 == text }) { return found.1 }
    let names = known.map(\.0)
    throw problem(
      "No workspace is ever \"\(text)\".\(Suggestion.sentence(for: text, in: names)) There are: "
        + "\(names.joined(separator: ", ")).")
  }

  private static func problem(_ detail: String) -> DiagnosticsError {
    DiagnosticsError(Diagnostic("search", "Nothing to look for", detail))
  }

  func fits(_ listing: WorkspaceListing) -> Bool {
    conditions.allSatisfy { condition in
      switch condition {
      case .owner(let name): listing.workspace.owner.lowercased() == name
      case .name(let text): listing.workspace.name.lowercased().contains(text)
      case .template(let name): listing.templateName.lowercased() == name
      case .status(let status): WorkspaceStatus(listing.latestBuild) == status
      case .outdated(let isOutdated): listing.isOutdated == isOutdated
      case .dormant(let isDormant): (listing.workspace.dormantSince != nil) == isDormant
      }
    }
  }
}
