import Engine

/// How a picture shows what a plan does with a resource.
struct GraphLook {
  let name: String
  let symbol: String
  let fill: String
  let stroke: String

  private static let delete = GraphLook(name: "destroy", symbol: "−", fill: "#ffebe9", stroke: "#cf222e")
  private static let replace = GraphLook(name: "replace", symbol: "±", fill: "#fbefff", stroke: "#8250df")
  private static let create = GraphLook(name: "create", symbol: "+", fill: "#dafbe1", stroke: "#1a7f37")
  private static let update = GraphLook(name: "update", symbol: "~", fill: "#fff8c5", stroke: "#9a6700")
  private static let read = GraphLook(name: "read", symbol: "≤", fill: "#ddf4ff", stroke: "#0969da")
  private static let forget = GraphLook(name: "forget", symbol: "·", fill: "#eaeef2", stroke: "#57606a")
  private static let none = GraphLook(name: "no change", symbol: "", fill: "#ffffff", stroke: "#57606a")

  /// From what one wants to see first.
  static let all = [delete, replace, update, create, read, forget, none]

  private init(name: String, symbol: String, fill: String, stroke: String) {
    self.name = name
    self.symbol = symbol
    self.fill = fill
    self.stroke = stroke
  }

  /// The look of the gravest of the actions on the instances of a resource; nil when there are none.
  init?(_ actions: [Action]) {
    let looks = Set(actions.map { Self.look(of: $0).name })
    guard let look = Self.all.first(where: { looks.contains($0.name) }) else { return nil }
    self = look
  }

  private static func look(of action: Action) -> GraphLook {
    switch action {
    case .create: create
    case .update: update
    case .delete: delete
    case .deleteThenCreate, .createThenDelete, .forgetThenCreate: replace
    case .read: read
    case .forget: forget
    case .noOp: none
    }
  }
}
