import Addresses
import Diagnostics
import HCL
import Language
import ProviderAPI
import Values

extension ProviderPool {
  /// The environment with the functions of all providers that the configuration calls functions of.
  ///
  /// - Parameter text: what is evaluated besides the files of the configuration, in the names of the root
  ///   module.
  /// - Throws: ``DiagnosticsError`` when one of them cannot be had.
  func environment(
    _ environment: ScopeEnvironment, callingFrom config: ConfigGraph, and text: SourceFile? = nil
  ) async throws -> ScopeEnvironment {
    var environment = environment
    for requirement in config.requirementsOfFunctions(and: text) {
      let address = requirement.address
      guard environment.providerFunctions[address] == nil else { continue }
      do {
        let functions = try await provider(address).functions()
        environment.providerFunctions[address] = Dictionary(
          uniqueKeysWithValues: functions.map { ($0, Function(address.type, $0, $1)) })
      } catch {
        throw DiagnosticsError(
          Diagnostic("missing-provider", "Provider not available", "\(error)", at: requirement.range))
      }
    }
    return environment
  }
}

extension ConfigGraph {
  /// The requirements of the providers whose namespace stands somewhere in the files that may call it.
  fileprivate func requirementsOfFunctions(and text: SourceFile?) -> [ProviderRequirement] {
    modules.all.flatMap { module in
      let files = module.sources + (module.path.isRoot ? [text].compactMap(\.self) : [])
      let names = files.reduce(into: Set<String>()) { $0.formUnion($1.providerNamespaces) }
      return names.compactMap { module.requiredProviders[$0] }
    }
  }
}

extension SourceFile {
  /// The names that follow `provider::` anywhere in the file, in comments too.
  fileprivate var providerNamespaces: Set<String> {
    let prefix = Array("provider::".utf8)
    var names: Set<String> = []
    var rest = bytes[...]
    while let start = rest.firstIndex(of: prefix[0]) {
      rest = rest[start...]
      guard rest.starts(with: prefix) else {
        rest = rest.dropFirst()
        continue
      }
      rest = rest.dropFirst(prefix.count)
      names.insert(String(decoding: rest.prefix { $0 != UInt8(ascii: ":") && $0 != 0x0A }, as: UTF8.self))
    }
    return names
  }
}

extension Function {
  fileprivate init(_ provider: String, _ name: String, _ function: ProviderFunction) {
    self.init(
      "provider::\(provider)::\(name)", function.summary, parameters: function.parameters.map(Parameter.init),
      variadic: function.variadic.map(Parameter.init), result: .type(function.result)
    ) { arguments throws(FunctionError) in
      do throws(ProviderFunctionError) {
        return try function.body(arguments)
      } catch {
        throw FunctionError(error.message, argument: error.argument)
      }
    }
  }
}

extension Function.Parameter {
  fileprivate init(_ parameter: ProviderFunction.Parameter) {
    self.init(
      parameter.name, parameter.type, parameter.summary, allowsNull: parameter.allowsNull,
      unknowns: parameter.allowsUnknown ? .anywhere : .none)
  }
}
