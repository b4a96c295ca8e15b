import ProviderAPI
import ProviderKit
import Values

/// `coder_metadata`: facts about a resource, to be shown with it.
///
/// A value that is null is recorded as an empty one with `is_null` set, as the public provider does.
struct MetadataResource: CoderResource {
  static let type = "coder_metadata"
  static let schema = ResourceSchema(
    "Facts that are shown with another resource.", version: 1,
    .fixed("resource_id", .string, .required, "The `id` of the resource that they are about."),
    .fixed("hide", .bool, "Whether that resource is hidden."), .icon,
    .fixed("daily_cost", .number, rules: [.wholeNumber], "What the resource costs each day."),
    .blocks("item", .list, item, requiresReplace: true))

  private static let item = ResourceSchema(
    "One fact.", .argument("key", .string, .required, "Its name, given once."),
    .argument("value", .string, .optionalComputed, "What is shown; Markdown."),
    .argument("sensitive", .bool, .defaulted(.bool(false)), "Whether it is hidden at first."),
    .computed("is_null", .bool, "Whether there is no value."))

  struct Object: Codable {
    var resourceId: String
    var hide: Bool?
    var icon: String?
    var dailyCost: Int?
    var item: [Item]
  }

  struct Item: Codable {
    var key: String
    var value: String?
    var sensitive: Bool
    var isNull: Bool?
  }

  let client: CoderClient

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    config.duplicates("key", in: "item").map { place, key in
      ProviderDiagnostic("Duplicate item", "There are several items with the key \"\(key)\".", at: place)
    }
  }

  /// Says what each item's value will be as far as the configuration tells.
  static func adjust(_ plan: inout ResourcePlan) {
    plan.dropEmptyChanges()
    guard let planned = plan["item"].elements else { return }
    let items = zip(planned, plan.config.blocks("item")).map { item, config in
      let value = config["value"]
      var item = item.keyedElements ?? [:]
      item["value"] = value.isNull ? .string("") : value
      item["is_null"] = value.isKnown ? .bool(value.isNull) : .unknown(.bool)
      return Value.object(item)
    }
    plan.set("item", to: .list(items, of: Self.item.schema.block.impliedType))
    if !plan.isCreate, plan.isChanged("item") { plan.requireReplace("item") }
  }

  func create(_ wanted: Object, _ operation: Operation) -> Created<Object> {
    var object = wanted
    for index in object.item.indices {
      object.item[index].isNull = object.item[index].isNull ?? (object.item[index].value == nil)
      object.item[index].value = object.item[index].value ?? ""
    }
    return Created(id: client.makeID(), object)
  }
}

extension ConfigView {
  /// The blocks whose attribute `name` has a value that one before them has too, as far as values are known.
  func duplicates(_ name: String, in blocks: String) -> [(place: AttributePath, value: String)] {
    var seen: Set<String> = []
    return self.blocks(blocks).enumerated().compactMap { index, block in
      guard let value = block[name].asString, !seen.insert(value).inserted else { return nil }
      return (AttributePath([.attribute(blocks), .index(index), .attribute(name)]), value)
    }
  }
}
