import Addresses
import StateStorage
import Values

/// Writes a recorded object as a block.
struct ObjectText {
  private let address: ResourceInstanceAddress
  private let object: ObjectState

  init(_ address: ResourceInstanceAddress, _ object: ObjectState) {
    self.address = address
    self.object = object
  }

  func text() -> String {
    let resource = address.resource
    let keyword = resource.mode == .managed ? "resource" : "data"
    let value = Value(implied: object.attributes)
      .marked(at: object.sensitivePaths.map { MarkedPath($0, .sensitive) })
    let attributes = (value.keyedElements ?? [:]).filter { !$0.value.isNull }
    let width = attributes.map(\.key.count).max() ?? 0
    let lines = attributes.map {
      "    \($0.key.padded(to: width)) = \(ValueText(indent: 4).text($0.value))\n"
    }
    let taint = object.isTainted ? " (tainted)" : ""
    return
      "# \(address):\(taint)\n\(keyword) \"\(resource.type)\" \"\(resource.name)\" {\n\(lines.joined())}\n"
  }
}
