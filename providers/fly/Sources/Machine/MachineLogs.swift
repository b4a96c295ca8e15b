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

  /// How far it has been read.
  private struct Progress {
    /// What the next page comes after; empty at the beginning.
    var token = ""
    var isFirst = true
    var isOver = false
  }

  private let client: FlyClient
  private let app: String
  private let id: String
  private let wanted: OutputRequest
  private let progress = Mutex(Progress())

  init(_ request: OutputRequest, of id: String, in app: String, _ client: FlyClient) {
    self.client = client
    self.app = app
    self.id = id
    wanted = request
  }

  func read() async throws -> ProcessOutput? {
    while !progress.withLock({ $0.isOver }) {
      let lines = try await nextPage()
      if !lines.isEmpty { return .standard(Array(lines.map { $0 + "\n" }.joined().utf8)) }
      guard wanted.follows else { break }
      try await pause(for: .seconds(2), clock: client.machines.clock)
    }
    return nil
  }

  /// Empty at the end of what is there now.
  private func nextPage() async throws -> [String] {
    let token = progress.withLock { $0.token }
    let page: Page = try await client.platform.api.get(
      "/api/v1/apps/\(app)/logs", query: ["next_token": token, "instance": id])
    var lines = (page.data ?? []).compactMap(\.attributes).map(text(of:))
    progress.withLock { progress in
      if progress.isFirst, let count = wanted.lastLines { lines = lines.suffix(count) }
      progress.isFirst = progress.isFirst && lines.isEmpty
      // A page that does not say what comes after it would come again and again.
      let next = page.meta?.nextToken?.nonEmpty
      progress.isOver = !lines.isEmpty && (next == nil || next == token)
      progress.token = next ?? token
    }
    return lines
  }

  private func text(of line: Page.Line.Attributes) -> String {
    let message = line.message ?? ""
    return wanted.hasTimes ? "\(line.timestamp ?? "-") \(message)" : message
  }
}
