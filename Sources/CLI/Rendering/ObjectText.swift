import Addresses
import Engine
import ProviderAPI
import StateStorage
import Values

/// Writes a recorded object as a block.
struct ObjectText {
  let style: Style
  let object: StoredObject

  func text() -> String {
    let resource = object.address.resource
    let keyword = resource.mode == .managed ? "resource" : "data"
    let content = BlockText(style: style, showsAll: true)
      .body(object.schema.block, object.value, object.value)
    return
      "# \(object.address):\(remark)\n\(keyword) \"\(resource.type)\" \"\(resource.name)\" {\n\(content)}\n"
  }

  private var remark: String {
    if let key = object.deposedKey { return " (deposed object \(key))" }
    return object.record.isTainted ? " (tainted)" : ""
  }
}
