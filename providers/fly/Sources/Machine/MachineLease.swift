import ProviderAPI
import ProviderKit
import Tasks

/// The right to change a machine, which one has at a time (Machines API, `Machines_create_lease`).
struct MachineLease: Sendable {
  fileprivate let nonce: String

  /// In seconds. What ends without releasing it, a crash for one, leaves it to run out.
  fileprivate static let lifetime = 60
  static let header = "fly-machine-lease-nonce"
}

extension HTTPRequest {
  /// The request in the name of who has the machine.
  func holding(_ lease: MachineLease) -> HTTPRequest {
    var request = self
    request.headers.add(MachineLease.header, lease.nonce, secret: true)
    request.secrets.append(lease.nonce)
    return request
  }
}

extension MachinesAPI {
  /// What `body` returns, which has the machine to itself meanwhile.
  ///
  /// - Throws: `.conflict` when somebody else does not let go of it, `.notFound` when there is no such machine.
  func withLease<Result: Sendable>(
    on id: String, of app: String, _ body: (MachineLease) async throws -> Result
  ) async throws -> Result {
    let lease = try await lease(on: id, of: app)
    do {
      let result = try await body(lease)
      await release(lease, on: id, of: app)
      return result
    } catch {
      await release(lease, on: id, of: app)
      throw error
    }
  }

  /// A lease of a run that was killed runs out while this waits.
  private func lease(on id: String, of app: String) async throws -> MachineLease {
    do {
      return try await wait(upTo: .seconds(MachineLease.lifetime + 15), every: .seconds(2)) {
        try await attempt(id, app)
      }
    } catch let error as ProviderError where error.code == .timedOut {
      throw ProviderError(.conflict, try await held(id, app))
    }
  }

  /// nil while somebody else has it.
  private func attempt(_ id: String, _ app: String) async throws -> MachineLease? {
    do {
      let lease: Answer<Lease> = try await paced("lease-machine", id).post(
        "/v1/apps/\(app)/machines/\(id)/lease",
        LeaseRequest(ttl: MachineLease.lifetime, description: "rcw changes the machine"))
      guard let nonce = lease.value.nonce?.nonEmpty else {
        throw ProviderError(.protocolViolation, "Fly gave a lease without a nonce.")
      }
      return MachineLease(nonce: nonce)
    } catch let error as ProviderError where error.code == .conflict {
      return nil
    }
  }

  private func held(_ id: String, _ app: String) async throws -> String {
    let lease: Answer<Lease>? = try await paced("get-lease", id).find("/v1/apps/\(app)/machines/\(id)/lease")
    let owner = lease?.value.owner?.nonEmpty.map { ", \($0)," } ?? ""
    let reason = lease?.value.description?.nonEmpty.map { " (\($0))" } ?? ""
    return
      "Somebody else\(owner) is changing the machine \(id)\(reason). Try again when that is over, or end it:\n"
      + "    fly machine leases clear \(id) --app \(app)"
  }

  /// One that cannot be released runs out. Nobody should have to wait for that because a run was cancelled.
  private func release(_ lease: MachineLease, on id: String, of app: String) async {
    try? await shielded {
      let api = try await paced("release-lease", id)
      let request = try api.request(.delete, "/v1/apps/\(app)/machines/\(id)/lease")
      _ = try await api.sendIfThere(request.holding(lease))
    }
  }
}

/// A lease by itself, as the API describes it, or in `data`, as it has answered.
private struct Answer<Content: Decodable & Sendable>: Decodable, Sendable {
  var value: Content

  private enum CodingKeys: String, CodingKey { case data }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    value = try values.decodeIfPresent(Content.self, forKey: .data) ?? Content(from: decoder)
  }
}
