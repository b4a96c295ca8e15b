import Addresses
import Diagnostics
import StateBackends
import StateStorage

/// The workspaces of a folder in Terraform's sense: several states of one configuration.
///
/// The state of the workspace `default` is `terraform.tfstate`, that of another
/// `terraform.tfstate.d/NAME/terraform.tfstate`. The one in use is what `TF_WORKSPACE` names, or else what
/// `.terraform/environment` says (`TF_DATA_DIR` stands for `.terraform`).
struct StateWorkspaces: Sendable {
  static let defaultName = "default"

  private let dataFolder: String
  /// The workspace that the environment dictates; nil when it does not.
  let dictated: String?

  init(environment: [String: String]) {
    dataFolder = environment["TF_DATA_DIR"].flatMap { $0.isEmpty ? nil : $0 } ?? ".terraform"
    dictated = environment["TF_WORKSPACE"].flatMap { $0.isEmpty ? nil : $0 }
  }

  private var selectionFile: String { "\(dataFolder)/environment" }

  /// The workspace in use.
  var current: String {
    if let dictated { return dictated }
    guard let content = try? FileAccess.read(selectionFile) else { return Self.defaultName }
    let name = String(decoding: content, as: UTF8.self).filter { !$0.isWhitespace }
    return Self.isValid(name) ? name : Self.defaultName
  }

  /// All workspaces of a place, `default` first, the one in use among them.
  func names(in place: StatePlace) async throws -> [String] {
    var names = Set(try await place.workspaces())
    if let dictated { names.insert(dictated) }
    return [Self.defaultName] + names.subtracting([Self.defaultName]).sorted()
  }

  static func statePath(of name: String) -> String {
    LocalBackend.standard.path(of: name)
  }

  /// A name is one path component without anything that has to be quoted.
  static func isValid(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix(".")
      && name.unicodeScalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.~".unicodeScalars.contains($0))
      }
  }

  /// - Throws: ``DiagnosticsError`` when the environment dictates a name that leads elsewhere.
  func requireValid() throws {
    guard let dictated, !Self.isValid(dictated) else { return }
    throw DiagnosticsError(
      Diagnostic(
        "workspace-name", "Invalid workspace name",
        "TF_WORKSPACE is \(dictated.quoted). A workspace's name consists of letters, digits and -_.~, and does not "
          + "begin with a dot."))
  }

  func select(_ name: String) throws {
    try FileAccess.makeFolder(of: selectionFile)
    try FileAccess.replace(selectionFile, with: Array(name.utf8))
  }
}
