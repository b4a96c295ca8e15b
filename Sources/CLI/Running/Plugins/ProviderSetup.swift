import Addresses
import Diagnostics
import Language
import ProviderInstaller
import StateStorage

/// Brings the providers that are not built in into the data folder of a configuration.
struct ProviderSetup {
  let run: Run
  let root: ModuleConfig
  /// Choose versions anew.
  var isUpgrade = false
  /// Leave the lock file as it is.
  var keepsLock = false
  /// Look into these folders and nowhere else; empty to look where the user's settings say.
  var folders: [String] = []

  /// - Parameter recorded: what the state needs besides.
  func perform(recorded: Set<ProviderAddress>) async throws {
    let constraints = root.providerConstraints
    let wanted = try plugins(among: root.allNeededProviders.union(recorded), constraints)
    guard !wanted.isEmpty else { return }
    let installer = try installer()
    let problems = await withTaskGroup(of: Diagnostic?.self) { group in
      for address in wanted {
        group.addTask { await install(address, constraints[address] ?? [], installer) }
      }
      return await group.reduce(into: [Diagnostic]()) { all, found in all += found.map { [$0] } ?? [] }
    }
    guard problems.isEmpty else { throw DiagnosticsError(problems.sorted { $0.detail < $1.detail }) }
  }

  /// Does something with each provider that is wanted, one after the other, and tells what has come of it.
  ///
  /// - Parameter only: these providers; empty for all that the configuration needs.
  func each(
    only: [ProviderAddress] = [], adjust: (inout ProviderInstaller.Settings) -> Void = { _ in },
    _ deed:
      @escaping @Sendable (
        ProviderInstaller, ProviderAddress, [VersionConstraint]
      ) async throws(InstallError) -> String
  ) async throws {
    let constraints = root.providerConstraints
    let wanted = only.isEmpty ? try plugins(among: root.allNeededProviders, constraints) : only
    let installer = try run.plugins.installer(adjust: adjust)
    for address in wanted {
      do throws(InstallError) {
        run.view.note(try await deed(installer, address, constraints[address] ?? []))
      } catch {
        throw DiagnosticsError(Diagnostic("provider-install", "Cannot obtain provider", error.message))
      }
    }
  }

  private func plugins(
    among addresses: Set<ProviderAddress>, _ constraints: [ProviderAddress: [VersionConstraint]]
  ) throws -> [ProviderAddress] {
    let running = try run.plugins.reattachments()
    return try addresses.filter { address in
      guard running[address] == nil else { return false }
      guard BuiltInProviders.has(address) else { return true }
      return try run.plugins.replacesBuiltIn(address, constraints[address] ?? [])
    }
    .sorted { "\($0)" < "\($1)" }
  }

  private func installer() throws -> ProviderInstaller {
    let tell = { @Sendable [view = run.view] (event: ProviderInstaller.Event) in
      if view is TextView { event.showProgress() }
      if let text = event.text { view.note(text) }
    }
    return try run.plugins.installer(tell) { settings in
      settings.isUpgrade = isUpgrade
      settings.mayLock = !keepsLock
      if !folders.isEmpty {
        settings.configuration.methods = folders.map { InstallationMethod(.folder($0)) }
      }
    }
  }

  private func install(
    _ address: ProviderAddress, _ constraints: [VersionConstraint], _ installer: ProviderInstaller
  ) async -> Diagnostic? {
    defer { _ = Output.standard.setLive("\(address)", nil) }
    do throws(InstallError) {
      _ = try await installer.binary(of: address, constraints)
      return nil
    } catch {
      return Diagnostic("provider-install", "Cannot install provider", error.message)
    }
  }
}

extension ProviderInstaller.Event {
  /// Keeps a line at the foot of the terminal up to date while a package comes.
  fileprivate func showProgress() {
    switch self {
    case .progress(let address, let count, let total):
      let whole = total.map { " of \($0 >> 20)" } ?? ""
      _ = Output.standard.setLive("\(address)", "  \(address.shortDescription): \(count >> 20)\(whole) MB")
    case .installing, .installed, .present, .overridden: break
    }
  }

  /// What to tell; nil when it is not worth a line.
  fileprivate var text: String? {
    switch self {
    case .installing(let address, let version, let place):
      "- Installing \(address.shortDescription) \(version) from \(place)...\n"
    case .installed(let address, let version, let proof):
      "- Installed \(address.shortDescription) \(version) (\(proof))\n"
    case .present(let address, let version):
      "- Using \(address.shortDescription) \(version), which is installed\n"
    case .overridden(let address, let path):
      "- Using \(address.shortDescription) from \(path), as dev_overrides say\n"
    case .progress: nil
    }
  }
}
