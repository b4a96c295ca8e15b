import ProviderAPI
import ProviderKit
import Values

/// `time_sleep`: waits when it is made and when it is deleted. Its id is the moment at which it was made; it is
/// imported by `CREATE_DURATION,DESTROY_DURATION`.
struct TimeSleepResource: RecordedResource {
  static let type = "time_sleep"
  static let schema = ResourceSchema(
    "Waits when it is made and when it is deleted.",
    .argument("create_duration", .string, rules: [.duration], "How long to wait when it is made."),
    .argument("destroy_duration", .string, rules: [.duration], "How long to wait when it is deleted."),
    .rule("create_duration", .atLeastOneOf(["destroy_duration"])), .triggers)

  struct Object: Codable {
    var createDuration: String?
    var destroyDuration: String?
    var triggers: Triggers?
  }

  let client: TimeClient

  func create(_ wanted: Object, _ operation: Operation) async throws -> Created<Object> {
    try await wait(wanted.createDuration, operation)
    return Created(id: client.now().description, wanted)
  }

  func update(id: String, from prior: Object, to wanted: Object, _ operation: Operation) -> Object { wanted }

  func delete(id: String, _ prior: Object, _ operation: Operation) async throws {
    try await wait(prior.destroyDuration, operation)
  }

  func importObject(id: String) throws -> Created<Object>? {
    let parts = id.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, parts.contains(where: { !$0.isEmpty }),
      parts.allSatisfy({ $0.isEmpty || Duration(goNotation: $0) != nil })
    else {
      throw ProviderError(.invalid, "A time_sleep is imported by CREATE_DURATION,DESTROY_DURATION.")
    }
    let durations = parts.map { $0.isEmpty ? nil : $0 }
    return Created(
      id: client.now().description,
      Object(createDuration: durations[0], destroyDuration: durations[1], triggers: nil))
  }

  private func wait(_ text: String?, _ operation: Operation) async throws {
    guard let text, let duration = Duration(goNotation: text), duration > .zero else { return }
    operation.report("waiting \(duration.goNotation)")
    try await client.clock.sleep(for: duration)
  }
}
