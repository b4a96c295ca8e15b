import Addresses
import Diagnostics
import Encodings
import HCL
import Hashing
import Language
import StateBackends
import Values

/// A type of backend with its arguments: what a `backend` block comes to.
struct BackendChoice: Sendable {
  let kind: BackendKind
  /// An object of the kind's schema.
  let config: Value

  /// State files in the working directory: what there is without a block.
  static let standard = BackendChoice(kind: .local, arguments: [:])

  init(kind: BackendKind, config: Value) {
    self.kind = kind
    self.config = config
  }

  private init(kind: BackendKind, arguments: [String: Value]) {
    let all = kind.schema.attributes.map { ($0.key, arguments[$0.key] ?? .null($0.value.type)) }
    self.init(kind: kind, config: .object(KeyedValues(all)))
  }

  /// What a block of the configuration says.
  ///
  /// - Throws: ``DiagnosticsError``
  init(_ block: Block, _ evaluation: EarlyEvaluation) throws {
    guard let label = block.labels.first, let kind = BackendKind(named: label.text) else {
      let names = BackendKind.all.map(\.name)
      let name = block.labels.first?.text ?? ""
      throw DiagnosticsError(
        Diagnostic(
          "unknown-backend", "Unknown backend",
          "There is no backend \(name.quoted).\(Suggestion.sentence(for: name, in: names)) There are "
            + "\(names.joined(separator: ", ")).", at: block.labels.first?.range ?? block.headerRange))
    }
    self.init(kind: kind, config: try evaluation.object(block.body, kind.schema, in: block.headerRange))
  }

  /// The choice with other arguments in the place of some.
  func overridden(by arguments: [String: Value]) -> BackendChoice {
    var all = config.keyedElements ?? KeyedValues()
    for (name, value) in arguments { all[name] = value }
    return BackendChoice(kind: kind, config: .object(all))
  }

  /// Tells blocks apart in the record of what is in use.
  var digest: String {
    Hexadecimal.encode(DigestAlgorithm.sha256.digest(of: Array("\(kind.name) \(json.text())".utf8)))
  }

  var json: JSON { (try? JSON(config, as: kind.schema.impliedType)) ?? .object([]) }

  /// Whether every argument that is set here is the same there.
  func isCovered(by other: BackendChoice) -> Bool {
    guard kind.name == other.kind.name else { return false }
    return (config.keyedElements ?? KeyedValues()).allSatisfy { name, value in
      value.isNull || other.config.keyedElements?[name] == value
    }
  }
}
