import ProviderAPI
import ProviderKit
import Synchronization

/// What a machine has printed, page by page.
///
/// Protocol: `GET /api/v1/apps/APP/logs?instance=&next_token=` of Fly's older interface, as flyctl calls it (fly-go
/// `GetAppLogs`). Fly keeps the last hundred lines or so.
final class MachineLogs: OutputSource {
  private struct Page: Decodable, Sendable {
    struct Line: Decodable, Sendable {
      struct Attributes: Decodable, Sendable {
        var timestamp: String?
        var message: String?
      }
      var attributes: Attributes?
    }
    struct Meta: Decodable, Sendable {
      var nextToken: String?

      private enum CodingKeys: String, CodingKey { case nextToken = "next_token" }
    }
    var data: [Line]?
    var meta: Meta?
  }

  private let client: FlyClient
  private let app: String
  private let id: String
  private let wanted: OutputRequest
  /// Where to go on: empty at the beginning, nil after a page without lines.
  private let token = Mutex<String?>("")
  private let isFirst = Mutex(true)

  init(_ request: OutputRequest, of id: String, in app: String, _ client: FlyClient) {
    self.client = client
    self.app = app
    self.id = id
    wanted = request
  }

  func read() async throws -> ProcessOutput? {
    while true {
      var lines = try await nextPage()
      if isFirst.withLock({ first in
        defer { first = false }
        return first
      }), let count = wanted.lastLines {
        lines = lines.suffix(count)
      }
      if !lines.isEmpty { return .standard(Array(lines.map { $0 + "\n" }.joined().utf8)) }
      guard wanted.follows else { return nil }
      try await client.machines.clock.sleep(for: .seconds(2))
    }
  }

  /// Empty at the end of what is there now.
  private func nextPage() async throws -> [String] {
    guard let after = token.withLock({ $0 }) else {
      token.withLock { $0 = "" }
      return []
    }
    let page: Page = try await client.platform.api.get(
      "/api/v1/apps/\(app)/logs", query: ["next_token": after, "instance": id])
    let next = page.meta?.nextToken?.nonEmpty
    let lines = (page.data ?? []).compactMap(\.attributes)
    token.withLock { $0 = next == after && !wanted.follows ? nil : next ?? after }
    return lines.map { line in
      let message = line.message ?? ""
      return wanted.hasTimes ? "\(line.timestamp ?? "-") \(message)" : message
    }
  }
}
