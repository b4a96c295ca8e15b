import ProviderAPI
import ProviderKit
import Values

/// `docker_logs`: what a container has printed.
///
/// Protocol: Docker Engine API 1.41 to 1.55, `ContainerLogs`, `ContainerInspect`. Schema: kreuzwerker/docker 3.
struct LogsDataSource: DataSource {
  static let type = "docker_logs"
  static let schema = ResourceSchema(
    "The output of a container.",
    .argument("name", .string, .required, "The container's name or id."),
    .argument("show_stdout", .bool, .defaulted(.bool(true)), "Whether standard output is included."),
    .argument("show_stderr", .bool, .defaulted(.bool(true)), "Whether standard error is included."),
    .argument("since", .string, .defaulted(.string("")), "From when on: seconds since 1970, or RFC 3339."),
    .argument("until", .string, .defaulted(.string("")), "Until when."),
    .argument("tail", .string, .defaulted(.string("")), "How many lines at the end; all if unset."),
    .argument("timestamps", .bool, .defaulted(.bool(false)), "Whether each line begins with its time."),
    .argument("details", .bool, .defaulted(.bool(false)), "Whether the log driver's details are included."),
    .argument("follow", .bool, .defaulted(.bool(false)), "Whether to wait for the container's end."),
    .argument("discard_headers", .bool, .defaulted(.bool(true)), "Accepted for compatibility: always so."),
    .argument(
      "logs_list_string_enabled", .bool, .defaulted(.bool(true)), "Whether `logs_list_string` is filled."),
    .computed("logs_list_string", .list(.string), "The lines."))

  struct Object: Codable, Sendable {
    var name: String
    var showStdout: Bool?
    var showStderr: Bool?
    var since: String?
    var until: String?
    var tail: String?
    var timestamps: Bool?
    var details: Bool?
    var follow: Bool?
    var discardHeaders: Bool?
    var logsListStringEnabled: Bool?
    var logsListString: [String]?
  }

  let client: DockerClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    guard
      let container: ContainerInspection = try await client.engine.api.find(
        "/containers/\(config.name)/json")
    else { throw ProviderError(.notFound, "The engine has no container \"\(config.name)\".") }
    var object = config
    object.logsListString = config.logsListStringEnabled == false ? [] : try await lines(config, container)
    return DataResult(id: container.id, object)
  }

  private func lines(_ config: Object, _ container: ContainerInspection) async throws -> [String] {
    func flag(_ isSet: Bool?) -> String? { isSet == true ? "1" : nil }
    let api = try await client.engine.api
    let request = try api.request(
      .get, "/containers/\(container.id)/logs",
      query: [
        "stdout": flag(config.showStdout), "stderr": flag(config.showStderr),
        "timestamps": flag(config.timestamps), "details": flag(config.details), "follow": flag(config.follow),
        "since": config.since?.nonEmpty, "until": config.until?.nonEmpty, "tail": config.tail?.nonEmpty,
      ])
    var logs = ContainerLogs(hasTerminal: container.config?.tty == true)
    for try await piece in try await api.stream(request) { logs.add(piece) }
    return logs.text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline).map(String.init)
  }
}
