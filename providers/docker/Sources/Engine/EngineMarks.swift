import ProviderAPI
import ProviderKit
import Values

/// What an engine has that carries the label of an operation (Docker Engine API 1.41 to 1.55, `ContainerList`,
/// `VolumeList`, `NetworkList`).
struct EngineMarks {
  let engine: DockerEngine

  private static let filter = JSON.object([
    JSON.Member("label", .array([.string(Label.operation)]))
  ]).text()

  func objects() async throws -> [MarkedObject] {
    try await containers() + volumes() + networks()
  }

  private func containers() async throws -> [MarkedObject] {
    struct Container: Decodable {
      var id: String
      var names: [String]?
      var created: Int?
    }
    let found: [Container] = try await engine.api.get(
      "/containers/json", query: ["all": "1", "filters": Self.filter])
    return found.map { container in
      let name = container.names?.first.map { String($0.drop { $0 == "/" }) }
      return MarkedObject(
        type: "docker_container", id: container.id, name: name ?? container.id,
        created: container.created.map { Timestamp(seconds: $0).description } ?? "")
    }
  }

  private func volumes() async throws -> [MarkedObject] {
    struct List: Decodable {
      struct Volume: Decodable {
        var name: String
        var createdAt: String?
      }
      var volumes: [Volume]?
    }
    let list: List = try await engine.api.get("/volumes", query: ["filters": Self.filter])
    return (list.volumes ?? []).map {
      MarkedObject(type: "docker_volume", id: $0.name, name: $0.name, created: $0.createdAt ?? "")
    }
  }

  private func networks() async throws -> [MarkedObject] {
    struct Network: Decodable {
      var id: String
      var name: String
      var created: String?
    }
    let found: [Network] = try await engine.api.get("/networks", query: ["filters": Self.filter])
    return found.map {
      MarkedObject(type: "docker_network", id: $0.id, name: $0.name, created: $0.created ?? "")
    }
  }
}
