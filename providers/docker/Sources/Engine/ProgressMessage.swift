import Values

/// One line of what the engine tells while it pulls, pushes or builds (`ProgressDetail` and kin in the API's
/// description).
struct ProgressMessage: Decodable, Sendable {
  struct ErrorDetail: Decodable, Sendable {
    /// The exit status of a build step that failed.
    var code: Int?
    var message: String?
  }

  /// How far the layer is, in bytes.
  struct Detail: Decodable, Sendable {
    var current: Int?
    var total: Int?
  }

  /// The layer that `status` is about.
  var id: String?
  var status: String?
  /// Output of a build.
  var stream: String?
  var error: String?
  var errorDetail: ErrorDetail?
  var progressDetail: Detail?
  /// `{"ID": "sha256:..."}` when a build has made an image; what else depends on the call.
  var aux: JSON?

  /// Why the whole call failed; nil while it has not.
  var failure: String? { errorDetail?.message ?? error }
}

/// How far a pull or push has come, in one line.
struct LayerProgress {
  private struct Layer {
    var isDone = false
    /// In bytes, while it travels.
    var current = 0
    var total = 0
  }

  private var layers: [String: Layer] = [:]
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

  /// What to tell now; nil when nothing changed that is worth a line.
  mutating func note(_ message: ProgressMessage) -> String? {
    guard let id = message.id, let status = message.status, !status.hasPrefix("Pulling from") else {
      return nil
    }
    var layer = layers[id] ?? Layer()
    layer.isDone = layer.isDone || final.contains { status.hasPrefix($0) }
    if ["Downloading", "Pushing"].contains(status) {
      layer.total = message.progressDetail?.total ?? layer.total
      layer.current = message.progressDetail?.current ?? layer.current
    } else if layer.isDone || status == "Download complete" {
      layer.current = layer.total
    }
    layers[id] = layer
    guard summary != last else { return nil }
    last = summary
    return summary
  }

  private var summary: String {
    "\(verb), \(layers.values.count(where: \.isDone)) of \(layers.count) layers done"
  }

  /// The same with how much has travelled of what is known to come; nil while no layer is known.
  var details: String? {
    if layers.isEmpty { return nil }
    let total = layers.values.reduce(0) { $0 + $1.total }
    let current = layers.values.reduce(0) { $0 + $1.current }
    return total > 0 ? "\(summary), \(Self.megabytes(current)) of \(Self.megabytes(total)) MB" : summary
  }

  private static func megabytes(_ bytes: Int) -> String { "\(bytes / 1_000_000).\(bytes / 100_000 % 10)" }
}
