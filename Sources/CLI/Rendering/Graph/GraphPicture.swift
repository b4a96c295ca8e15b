import Addresses
import DAG
import Engine

/// What a picture of a graph shows: boxes in columns, each to the right of all that it depends on, and in
/// lanes, one a module.
struct GraphPicture {
  struct Box {
    let address: ResourceAddress
    /// What a plan does with the instances; none when there is no plan.
    let actions: [Action]
    /// Counted from the left.
    let column: Int
    /// Counted from the top of the lane.
    var row = 0
  }

  struct Lane {
    let module: ModulePath
    var boxes: [Box]

    var columns: ClosedRange<Int> {
      let columns = boxes.map(\.column)
      return (columns.min() ?? 0)...(columns.max() ?? 0)
    }
    var rows: Int { (boxes.map(\.row).max() ?? 0) + 1 }
  }

  /// The root module first.
  private(set) var lanes: [Lane]
  /// From what is needed to what needs it.
  let edges: [(from: ResourceAddress, to: ResourceAddress)]
  let hasPlan: Bool

  /// - Parameter changes: of a plan; nil when there is none.
  init(_ resources: AcyclicGraph<ResourceAddress>, changes: [Change]?) {
    var graph = resources
    var actions: [ResourceAddress: [Action]] = [:]
    for change in changes ?? [] {
      graph.insert(change.address.configAddress)
      actions[change.address.configAddress, default: []].append(change.action)
    }
    let columns = Self.columns(of: graph)
    let boxes = graph.nodes.sorted().map {
      Box(address: $0, actions: actions[$0] ?? [], column: columns[$0] ?? 0)
    }
    lanes = Dictionary(grouping: boxes, by: \.address.module).sorted { $0.key < $1.key }
      .map { Lane(module: $0.key, boxes: $0.value) }
    edges = graph.nodes.sorted().flatMap { node in
      graph.dependencies(of: node).sorted().map { (from: $0, to: node) }
    }
    hasPlan = changes != nil
    arrange(graph)
  }

  private static func columns(of graph: AcyclicGraph<ResourceAddress>) -> [ResourceAddress: Int] {
    var columns: [ResourceAddress: Int] = [:]
    for node in graph.topologicalOrder() {
      columns[node] = (graph.dependencies(of: node).compactMap { columns[$0] }.max() ?? -1) + 1
    }
    return columns
  }

  /// Orders the boxes of each column of a lane by the middle of what they depend on, which keeps lines short.
  private mutating func arrange(_ graph: AcyclicGraph<ResourceAddress>) {
    var places: [ResourceAddress: Double] = [:]
    let columns = (lanes.flatMap(\.boxes).map(\.column).max() ?? 0) + 1
    for column in 0..<columns {
      for lane in lanes.indices {
        let members = lanes[lane].boxes.indices.filter { lanes[lane].boxes[$0].column == column }
        let ordered = members.map { index in
          let neighbours = graph.dependencies(of: lanes[lane].boxes[index].address).compactMap { places[$0] }
          let middle = neighbours.isEmpty ? 0 : neighbours.reduce(0, +) / Double(neighbours.count)
          return (index: index, middle: middle)
        }.sorted { ($0.middle, $0.index) < ($1.middle, $1.index) }
        for (row, member) in ordered.enumerated() {
          lanes[lane].boxes[member.index].row = row
          places[lanes[lane].boxes[member.index].address] = Double(lane) * 1000 + Double(row)
        }
      }
    }
  }
}
