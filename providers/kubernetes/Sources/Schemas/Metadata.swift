import Values

/// The block `metadata` (`meta/v1` `ObjectMeta`, as far as the public provider has it).
enum Metadata {
  enum Place {
    /// An object in a namespace.
    case object
    /// An object in no namespace.
    case clusterWide
    /// What controllers make objects of.
    case template
    /// Labels and annotations alone.
    case plain
  }

  static func shape(_ place: Place) -> Shape {
    var fields = [
      Field("annotations", .map, "For tools and people; those of Kubernetes itself are not looked at."),
      Field("labels", .map, "What selects and groups objects."),
    ]
    if place == .plain { return Shape(fields: fields) }
    fields += [name, generateName]
    fields += [
      computed("generation", .int, "Counts the changes of what is wanted."),
      computed("resource_version", .string, "Changes with every change of the object."),
      computed("uid", .string, "Tells the object from all others that ever were."),
    ]
    if place != .clusterWide { fields.append(namespace(place)) }
    return Shape(fields: fields.sorted { $0.name < $1.name })
  }

  private static var name: Field {
    var field = Field("name", .string, "The name, which cannot be changed.")
    field.origin = .optionalComputed
    field.isFixed = true
    return field
  }

  private static var generateName: Field {
    var field = Field(
      "generate_name", .string, "What the name begins with, when the server is to make one up.")
    field.isFixed = true
    return field
  }

  private static func namespace(_ place: Place) -> Field {
    var field = Field("namespace", .string, "Where the name is unique.")
    field.isFixed = true
    if place == .object { field.origin = .defaulted(.string("default")) }
    return field
  }

  private static func computed(_ name: String, _ kind: Field.Kind, _ summary: String) -> Field {
    var field = Field(name, kind, summary)
    field.origin = .computed
    return field
  }
}
