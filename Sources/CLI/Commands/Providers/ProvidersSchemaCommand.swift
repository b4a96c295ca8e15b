import Addresses
import ArgumentParser
import Language
import ProviderAPI
import StateStorage
import Values

struct ProvidersSchemaCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the schemas of the providers as JSON.",
    discussion: """
      The providers are those that the configuration and the state need; without either, all that are built \
      in. The format is Terraform's, version 1.0.
      """)

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    var plain = view
    plain.json = false
    try await Run(view: plain, variables: try VariableOptions.parse([]), state: state).perform { run in
      let root = try await run.loadConfiguration(mayBeAbsent: true).root
      let recorded =
        try await run.stateStore(root).load().snapshot?.resources.values.map(\.provider.provider) ?? []
      var addresses = root.allNeededProviders.union(recorded)
      if addresses.isEmpty { addresses = BuiltInProviders.addresses }
      let providers = run.providers()
      var schemas: [JSON.Member] = []
      for address in addresses.sorted(by: { "\($0)" < "\($1)" }) {
        let provider = try await providers.makeProvider(address)
        schemas.append(JSON.Member("\(address)", try await Self.json(of: provider)))
        await provider.close()
      }
      let document: JSON = ["format_version": "1.0", "provider_schemas": .object(schemas)]
      Output.standard.print(document.text(JSON.Style(escapesHTML: true)) + "\n")
      return .success
    }
  }

  private static func json(of provider: any Provider) async throws -> JSON {
    var json: JSON = ["provider": SchemaJSON(try await provider.configurationSchema()).json]
    let keys: [(ResourceKind, String)] = [
      (.managed, "resource_schemas"), (.data, "data_source_schemas"),
      (.ephemeral, "ephemeral_resource_schemas"), (.action, "action_schemas"),
    ]
    for (kind, key) in keys {
      var schemas: [JSON.Member] = []
      for name in try await provider.typeNames(of: kind).sorted() {
        guard let schema = try await provider.schema(of: kind, name) else { continue }
        schemas.append(JSON.Member(name, SchemaJSON(schema).json))
      }
      if !schemas.isEmpty { json[key] = .object(schemas) }
    }
    let identities = try await identities(of: provider)
    if !identities.isEmpty { json["resource_identity_schemas"] = .object(identities) }
    let functions = try await provider.functions().sorted { $0.key < $1.key }
    if !functions.isEmpty {
      json["functions"] = .object(functions.map { JSON.Member($0.key, $0.value.signature) })
    }
    return json
  }

  private static func identities(of provider: any Provider) async throws -> [JSON.Member] {
    var identities: [JSON.Member] = []
    for name in try await provider.typeNames(of: .managed).sorted() {
      guard let identity = try await provider.schema(of: .managed, name)?.identity else { continue }
      identities.append(JSON.Member(name, SchemaJSON.json(of: identity)))
    }
    return identities
  }
}

extension ProviderFunction {
  fileprivate var signature: JSON {
    var json: JSON = ["description": .string(summary), "return_type": JSON(result)]
    if !parameters.isEmpty { json["parameters"] = .array(parameters.map(\.signature)) }
    if let variadic { json["variadic_parameter"] = variadic.signature }
    return json
  }
}

extension ProviderFunction.Parameter {
  fileprivate var signature: JSON {
    var json: JSON = ["name": .string(name), "description": .string(summary)]
    if allowsNull { json["is_nullable"] = true }
    json["type"] = JSON(type)
    return json
  }
}
