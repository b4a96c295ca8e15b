import Addresses
import Language
import PluginHost
import ProviderAPI
import ProviderInstaller

/// The providers that are part of the program and those that are programs of their own.
struct AllProviders: ProviderSource {
  let builtIn: BuiltInProviders
  let plugins: PluginProviders
  /// What the configuration asks for; nil where there is none.
  let constraints: [ProviderAddress: [VersionConstraint]]?

  var provisioners: [String: any Provisioner] { builtIn.provisioners }

  func makeProvider(_ address: ProviderAddress) async throws -> any Provider {
    guard try isPlugin(address) else { return try await builtIn.makeProvider(address) }
    return try await plugins.makeProvider(address, constraints?[address] ?? [])
  }

  /// Whether the provider is a program of its own.
  func isPlugin(_ address: ProviderAddress) throws -> Bool {
    guard BuiltInProviders.has(address) else { return true }
    do {
      if try plugins.reattachments()[address] != nil { return true }
    } catch {
      throw ProviderError(.invalid, error.description)
    }
    do throws(InstallError) {
      return try plugins.replacesBuiltIn(address, constraints.map { $0[address] ?? [] })
    } catch {
      throw ProviderError(.invalid, error.message)
    }
  }
}

extension ModuleConfig {
  /// The versions of providers that this module and all that it calls ask for.
  var providerConstraints: [ProviderAddress: [VersionConstraint]] {
    var constraints: [ProviderAddress: [VersionConstraint]] = [:]
    for requirement in requiredProviders.values {
      constraints[requirement.address, default: []] += [requirement.version?.constraint].compactMap(\.self)
    }
    return children.values.reduce(constraints) { all, child in
      all.merging(child.providerConstraints) { $0 + $1 }
    }
  }
}
