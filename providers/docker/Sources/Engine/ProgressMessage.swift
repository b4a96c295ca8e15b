import Values

/// One line of what the engine tells while it pulls, pushes or builds (`ProgressDetail` and kin in the API's
/// description).
struct ProgressMessage: Decodable, Sendable {
  struct ErrorDetail: Decodable, Sendable {
    /// The exit status of a build step that failed.
    var code: Int?
    var message: String?
  }

  /// The layer that `status` is about.
  var id: String?
  var status: String?
  /// Output of a build.
  var stream: String?
  var error: String?
  var errorDetail: ErrorDetail?
  /// `{"ID": "sha256:..."}` when a build has made an image; what else depends on the call.
  var aux: JSON?

  /// Why the whole call failed; nil while it has not.
  var failure: String? { errorDetail?.message ?? error }
}

/// How far a pull or push has come, in one line.
struct LayerProgress {
  /// Whether each layer is done.
  private var layers: [String: Bool] = [:]
  private var last = ""
  private let verb: String
  private let final: Set<String>

  static let pulling = LayerProgress(verb: "pulling", final: ["Pull complete", "Already exists"])
  static let pushing = LayerProgress(
    verb: "pushing", final: ["Pushed", "Layer already exists", "Mounted from"])

  private init(verb: String, final: Set<String>) {
    self.verb = verb
    self.final = final
  }

  /// What to tell now; nil when nothing changed that is worth telling.
  mutating func note(_ message: ProgressMessage) -> String? {
    guard let id = message.id, let status = message.status, !status.hasPrefix("Pulling from") else {
      return nil
    }
    layers[id] = layers[id] == true || final.contains { status.hasPrefix($0) }
    let text = "\(verb), \(layers.values.count { $0 }) of \(layers.count) layers done"
    guard text != last else { return nil }
    last = text
    return text
  }
}
