public import Addresses
public import Diagnostics

/// Finds the files of the modules that a configuration calls.
public protocol ModuleResolver {
  /// The directory that holds the module.
  ///
  /// - Throws: what keeps the module from being had, with the place in the call.
  mutating func resolve(_ request: ModuleRequest) async throws(DiagnosticsError) -> ResolvedModule
}

/// What a module call asks for.
public struct ModuleRequest: Sendable {
  /// The call: `module.net`.
  public var path: ModulePath
  public var source: ModuleSource
  public var sourceRange: SourceRange
  /// nil where any version will do.
  public var version: VersionConstraint?
  public var versionRange: SourceRange?
  /// The directory of the calling module, which local sources start from.
  public var callerDirectory: String
  /// `module "net"`.
  public var context: SourceRange

  public init(
    path: ModulePath, source: ModuleSource, sourceRange: SourceRange, version: VersionConstraint?,
    versionRange: SourceRange?, callerDirectory: String, context: SourceRange
  ) {
    self.path = path
    self.source = source
    self.sourceRange = sourceRange
    self.version = version
    self.versionRange = versionRange
    self.callerDirectory = callerDirectory
    self.context = context
  }
}

public struct ResolvedModule: Hashable, Sendable {
  public var directory: String
  /// What was chosen; nil for sources without versions.
  public var version: Version?

  public init(directory: String, version: Version? = nil) {
    self.directory = directory
    self.version = version
  }
}

/// Resolves local directories, and nothing else.
public struct LocalModuleResolver: ModuleResolver {
  public init() {}

  public func resolve(_ request: ModuleRequest) async throws(DiagnosticsError) -> ResolvedModule {
    guard case .local(let path) = request.source else {
      throw DiagnosticsError(
        Diagnostic(
          "module-not-available", "Module not available",
          "Only modules in local directories can be used here.", at: request.sourceRange,
          in: request.context))
    }
    if let range = request.versionRange {
      throw DiagnosticsError(
        Diagnostic(
          "invalid-version-constraint", "Invalid version constraint",
          """
          A version cannot be chosen for a module in a local directory. Remove the "version" argument, or \
          call the module from a registry.
          """, at: range, in: request.context))
    }
    let directory = Directory(request.callerDirectory).subdirectory(path)
    guard directory.exists else {
      throw DiagnosticsError(
        Diagnostic(
          "module-not-found", "Module not found",
          "There is no directory \"\(directory.path)\" for \(request.path) to be read from.",
          at: request.sourceRange, in: request.context))
    }
    return ResolvedModule(directory: directory.path)
  }
}
