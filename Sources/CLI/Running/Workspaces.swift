import Addresses
import Diagnostics
import Glibc
import StateStorage

/// The workspaces of a folder in Terraform's sense: several states of one configuration.
///
/// The state of the workspace `default` is `terraform.tfstate`, that of another
/// `terraform.tfstate.d/NAME/terraform.tfstate`. The one in use is what `TF_WORKSPACE` names, or else what
/// `.terraform/environment` says (`TF_DATA_DIR` stands for `.terraform`).
struct Workspaces: Sendable {
  static let defaultName = "default"
  private static let folder = "terraform.tfstate.d"

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

  /// All workspaces, `default` first, the one in use among them.
  var names: [String] {
    var names: Set<String> = dictated.map { [$0] } ?? []
    if let directory = opendir(Self.folder) {
      defer { closedir(directory) }
      while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) {
          String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        if Self.isValid(name), !name.hasPrefix(".") { names.insert(name) }
      }
    }
    return [Self.defaultName] + names.subtracting([Self.defaultName]).sorted()
  }

  static func statePath(of name: String) -> String {
    name == defaultName ? "terraform.tfstate" : "\(folder)/\(name)/terraform.tfstate"
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

  /// Makes room for the state of a workspace.
  static func create(_ name: String) throws {
    try FileAccess.makeFolder(of: statePath(of: name))
  }

  /// Removes a workspace whose state is not needed any more, with the states before it.
  static func delete(_ name: String) throws {
    try FileStateStore(path: statePath(of: name)).remove()
    guard rmdir("\(folder)/\(name)") == 0 else {
      throw StateError(
        .unwritable, "Cannot remove the folder \(folder)/\(name): \(String(cString: strerror(errno))).")
    }
  }
}
