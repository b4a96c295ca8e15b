import Encodings
import Hashing
import ProviderAPI
import ProviderKit
import Values

extension ARMType {
  /// `azurerm_role_assignment`: what somebody may do, and where.
  ///
  /// Protocol: Microsoft.Authorization 2022-04-01, `RoleAssignments_Create`, whose name is a UUID that the client
  /// chooses: that of scope, role and principal, so that it is found again after a crash.
  static let roleAssignment: ARMType = {
    var table = ARMType(
      "azurerm_role_assignment", "What somebody may do, and where.",
      .child(of: "scope", "providers/Microsoft.Authorization/roleAssignments"), "2022-04-01", name: nil,
      [
        .text("name", "A UUID.", .open, .fixed, .local),
        .text("scope", "The id of where.", .required, .fixed, .local, .anyCase),
        .text("role_definition_name", "The role, by its name.", .open, .fixed, .at("$roleName")),
        .text(
          "role_definition_id", "The role, by its id.", .open, .fixed, .anyCase,
          .at("properties.roleDefinitionId")),
        .text("principal_id", "Who.", .required, .fixed),
        .text(
          "principal_type", "What they are.", .open, .fixed, .oneOf(["User", "Group", "ServicePrincipal"])),
        .text("description", "What it is for.", .fixed),
        .text("condition", "When it holds.", .fixed),
        .text("condition_version", "How the condition is written.", .fixed, .oneOf(["1.0", "2.0"])),
        .flag(
          "skip_service_principal_aad_check", "Accepted for compatibility: new principals are waited for.",
          .open, .local),
      ])
    table.grantsAccess = true
    table.isListed = false
    table.hooks.validate = { config in
      guard config["role_definition_name"].isNull, config["role_definition_id"].isNull else { return [] }
      return [
        ProviderDiagnostic(
          "Missing required argument",
          "One of \"role_definition_name\" and \"role_definition_id\" must be set.")
      ]
    }
    table.hooks.identify = RoleAssignment.id
    table.hooks.prepare = RoleAssignment.addRole
    table.hooks.enrich = RoleAssignment.addRoleName
    return table
  }()
}

enum RoleAssignment {
  private static let definitions = "providers/Microsoft.Authorization/roleDefinitions"

  /// By the name that is chosen; without one, by what the assignment says.
  static func id(_ object: Value, _ client: AzureClient) async throws -> ResourceID? {
    let attributes = object.keyedElements
    if attributes?["name"]?.asString?.nonEmpty != nil { return nil }
    let parts = ["scope", "role_definition_name", "role_definition_id", "principal_id"].map {
      attributes?[$0]?.asString?.lowercased() ?? ""
    }
    let digest = DigestAlgorithm.sha256.digest(of: Array(parts.joined(separator: "\n").utf8))
    let name = UUID(bytes: digest, version: 8).description
    return try ResourceID(attributes?["scope"]?.asString ?? "")
      .appending("providers/Microsoft.Authorization/roleAssignments", name)
  }

  /// The id of the role, where the configuration names it.
  static func addRole(_ body: inout JSON, _ id: ResourceID, _ client: AzureClient) async throws {
    let name = body["$roleName"]?.asString
    body["$roleName"] = nil
    guard let name, body["properties"]?["roleDefinitionId"] == nil, let scope = id.scope else { return }
    let path = APIPath(escaped: "\(scope.path)/\(definitions)")
    let found = try await client.manager.list(
      path, ARMType.roleAssignment.version, query: ["$filter": "roleName eq '\(name)'"])
    guard let role = found.first?["id"] else {
      throw ProviderError(.notFound, "There is no role \"\(name)\" in \(scope).")
    }
    body.put(role, at: ["properties", "roleDefinitionId"])
  }

  static func addRoleName(_ assignment: inout JSON, _ id: ResourceID, _ client: AzureClient) async throws {
    guard let role = assignment["properties"]?["roleDefinitionId"]?.asString else { return }
    let found = try await client.manager.find(try ResourceID(role), ARMType.roleAssignment.version)
    assignment["$roleName"] = found?["properties"]?["roleName"]
  }
}

extension ResourceID {
  /// What an assignment is for.
  var scope: ResourceID? {
    guard let range = text.lowercased().range(of: "/providers/microsoft.authorization/") else { return nil }
    return try? ResourceID(String(text.prefix(range)))
  }
}

extension String {
  fileprivate struct Place { var count: Int }

  /// Where another text begins in this one.
  fileprivate func range(of other: String) -> Place? {
    let (mine, others) = (Array(utf8), Array(other.utf8))
    guard mine.count >= others.count else { return nil }
    for start in 0...(mine.count - others.count)
    where mine[start..<start + others.count].elementsEqual(others) {
      return Place(count: start)
    }
    return nil
  }

  fileprivate func prefix(_ place: Place) -> String {
    String(decoding: utf8.prefix(place.count), as: UTF8.self)
  }
}
