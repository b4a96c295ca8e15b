import StateBackends
import StateStorage
import Values

/// Which backend a working directory was initialised with: `.terraform/terraform.tfstate`, in Terraform's layout, so
/// that both programs find the state where the other left it.
///
/// Arguments that were given on the command line are in there too, secrets among them: only the owner can read it.
struct BackendRecord: Sendable {
  private let path: String

  init(environment: [String: String]) {
    let folder = environment["TF_DATA_DIR"].flatMap { $0.isEmpty ? nil : $0 } ?? ".terraform"
    path = "\(folder)/terraform.tfstate"
  }

  struct Content {
    var choice: BackendChoice
    /// Of the block that it was made from; nil when another program made the record.
    var blockDigest: String?
  }

  /// nil when the directory has no record of a backend.
  func read() throws -> Content? {
    guard let content = try FileAccess.read(path), !content.isEmpty else { return nil }
    guard let json = try? JSON.parse(content), json.members != nil else {
      throw problem("it is damaged")
    }
    guard let backend = json["backend"], !backend.isNull else { return nil }
    guard let kind = backend["type"]?.asString.flatMap({ BackendKind(named: $0) }) else {
      throw problem("it names a backend that does not exist here: \(backend["type"]?.asString ?? "?")")
    }
    return Content(
      choice: BackendChoice(kind: kind, config: config(backend["config"], kind)),
      blockDigest: backend["rcw_digest"]?.asString)
  }

  /// The arguments that the kind knows; another program's may have more.
  private func config(_ json: JSON?, _ kind: BackendKind) -> Value {
    .object(
      KeyedValues(
        kind.schema.attributes.map { name, attribute in
          let value = json?[name].flatMap { try? Value($0, as: attribute.type) }
          return (name, value ?? .null(attribute.type))
        }))
  }

  func write(_ choice: BackendChoice, blockDigest: String) throws {
    let json: JSON = [
      "version": 3, "terraform_version": .string(StateFile.writtenVersion),
      "backend": [
        "type": .string(choice.kind.name), "config": choice.json, "hash": 0,
        "rcw_digest": .string(blockDigest),
      ],
    ]
    try FileAccess.makeFolder(of: path)
    try FileAccess.replace(path, with: json.bytes(JSON.Style(isIndented: true)) + [UInt8(ascii: "\n")])
  }

  func remove() throws { try FileAccess.remove(path) }

  private func problem(_ what: String) -> StateError {
    StateError(
      .misconfigured,
      "The record \(path) of the backend in use cannot be used: \(what). Make it anew:\n    rcw init -reconfigure"
    )
  }
}
