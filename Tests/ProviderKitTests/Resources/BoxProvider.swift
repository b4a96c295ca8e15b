import ProviderAPI
import ProviderKit
import Synchronization
import Values

/// A provider of boxes on a shelf: the world that tests of the provider machinery play in.
struct BoxProvider: ProviderDeclaration {
  struct Configuration: Codable {
    var shelf: String?
    var size: Int
  }

  static let name = "shelf"
  static let schema = ResourceSchema(
    "A shelf for boxes.", .argument("shelf", .string, "Which shelf."),
    .argument("size", .number, .defaulted(.number(3)), rules: [.integer(1...9)], "How many boxes fit."))
  static var types: [ResourceType<Shelf>] { [.managed(BoxResource.self), .data(ShelfDataSource.self)] }

  let shelf: Shelf

  func makeClient(_ configuration: Configuration) -> Shelf {
    shelf.state.withLock { $0.size = configuration.size }
    return shelf
  }
}

/// Where the boxes stand.
final class Shelf: Sendable {
  struct State {
    var size = 3
    /// By id.
    var boxes: [String: BoxResource.Object] = [:]
    /// The operation that made each box.
    var makers: [String: String] = [:]
    /// What the shelf answers to everything, if it is out of order.
    var failure: ProviderError?
    /// Whether a new box arrives without its lid.
    var losesLids = false
    /// Whether boxes are crushed once they stand there.
    var crushes = false
    /// Whether boxes turn grey once they stand there.
    var fades = false
  }

  let state = Mutex(State())

  func use<Result>(_ body: (inout State) throws -> Result) throws -> Result {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      return try body(&state)
    }
  }
}

struct BoxResource: ManagedResource {
  static let type = "shelf_box"
  static let schema = ResourceSchema(
    "A box on the shelf.", version: 2,
    .argument("label", .string, .required, requiresReplace: true, "What it is called."),
    .argument("colour", .string, .defaulted(.string("brown")), "Painted on."),
    .argument("secret", .string, .optional, requiresReplace: true, sensitive: true, "What is in it."),
    .argument("place", .number, .optionalComputed, "From the left."),
    .computed("digest", .string, "Changes with the colour."),
    .blocks("ribbon", .set, ribbon))

  static let ribbon = ResourceSchema(
    "A ribbon around it.", .argument("text", .string, .required, "Written on it."),
    .argument("width", .number, .optionalComputed, "In millimetres."))

  struct Object: Codable, Equatable {
    var label: String
    var colour: String
    var secret: String?
    var place: Int?
    var digest: String?
    var ribbon: [Ribbon]
  }

  struct Ribbon: Codable, Equatable {
    var text: String
    var width: Int?
  }

  let client: Shelf

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    guard config.isSet("label") else {
      return [ProviderDiagnostic("Box without label", "Every box has one.")]
    }
    guard config["label"].asString == "bomb" else { return [] }
    return [ProviderDiagnostic("Dangerous box", "No bombs.", at: AttributePath("label"))]
  }

  static func adjust(_ plan: inout ResourcePlan) {
    if !plan.isCreate, plan.isChanged("colour") { plan.setUnknown("digest") }
  }

  func create(_ wanted: Object, _ operation: Operation) throws -> Created<Object> {
    operation.report("painting \(wanted.label)")
    return try client.use { shelf in
      guard shelf.boxes.count < shelf.size else { throw ProviderError(.conflict, "The shelf is full.") }
      let id = "box-\(shelf.boxes.count + 1)"
      let made = Self.finished(wanted, place: shelf.boxes.count)
      shelf.boxes[id] = made
      shelf.makers[id] = operation.id
      guard shelf.losesLids else { return Created(id: id, made) }
      throw PartialObject(id: id, made, cause: ProviderError(.unavailable, "The lid is lost."))
    }
  }

  func read(id: String, prior: Object?) throws -> Object? {
    try client.use { shelf in
      if shelf.fades { shelf.boxes[id]?.colour = "grey" }
      if shelf.crushes, let box = shelf.boxes[id] { throw BrokenObject(box) }
      return shelf.boxes[id]
    }
  }

  func update(id: String, from prior: Object, to wanted: Object, _ operation: Operation) throws -> Object {
    try client.use { shelf in
      let made = Self.finished(wanted, place: prior.place ?? 0)
      shelf.boxes[id] = made
      return made
    }
  }

  func delete(id: String, _ prior: Object, _ operation: Operation) throws {
    do { try client.use { $0.boxes[id] = nil } } catch let error as ProviderError
      where error.code == .notFound
    {}
  }

  func locate(_ wanted: Object, operation: String) throws -> Located {
    try client.use { shelf in
      shelf.makers.first { $0.value == operation }.map { .found(id: $0.key) } ?? .absent
    }
  }

  /// Version 1 said `color`, as some do.
  static func upgrade(version: Int, _ object: JSON) -> JSON {
    var object = object
    object["colour"] = object["colour"] ?? object["color"]
    return object
  }

  private static func finished(_ wanted: Object, place: Int) -> Object {
    var made = wanted
    made.place = wanted.place ?? place
    made.digest = "digest of \(wanted.colour)"
    for index in made.ribbon.indices { made.ribbon[index].width = made.ribbon[index].width ?? 10 }
    return made
  }
}

struct ShelfDataSource: DataSource {
  static let type = "shelf"
  static let schema = ResourceSchema(
    "The shelf.", .argument("only", .string, rules: [.oneOf(["brown", "red"])], "Boxes of this colour."),
    .computed("labels", .list(.string), "What stands on it."))

  struct Object: Codable {
    var only: String?
    var labels: [String]?
  }

  let client: Shelf

  func read(_ config: Object) throws -> DataResult<Object> {
    let boxes = try client.use { $0.boxes.values.filter { config.only == nil || $0.colour == config.only } }
    return DataResult(id: "shelf", Object(only: config.only, labels: boxes.map(\.label).sorted()))
  }
}
