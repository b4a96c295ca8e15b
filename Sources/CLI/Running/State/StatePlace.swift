import Addresses
import Encodings
import StateBackends
import StateEncryption
import StateStorage

/// The backend in use with all that goes with it: where journals and earlier states are, and how they are encrypted.
struct StatePlace: Sendable {
  let choice: BackendChoice
  private let backend: any StateBackend
  private let codec: StateCodec
  private let rescueFolders: [String]

  init(_ choice: BackendChoice, _ run: Run, _ codec: StateCodec) async throws {
    self.choice = choice
    backend = try await choice.kind.backend(
      choice.config, BackendContext(environment: run.environment, http: run.http))
    rescueFolders = [".", run.environment["TMPDIR"] ?? "/tmp"]
    self.codec =
      choice.kind.name == "sqlite" && codec.cipher == nil ? try Self.standardCodec(backend, run) : codec
  }

  /// What is kept for many configurations is always encrypted: where none says how, under the user's own key.
  private static func standardCodec(_ backend: any StateBackend, _ run: Run) throws -> StateCodec {
    guard let folder = backend.folder, let end = folder.lastIndex(of: "/") else { return StateCodec() }
    let file = KeyFile(path: "\(folder[..<end])/key")
    let (provider, isNew) = try file.key()
    if isNew {
      run.view.note(
        "Made the key \(file.path), under which states are encrypted. Keep a copy of it in a safe place: without it they "
          + "cannot be read.\n")
    }
    return StateCodec(cipher: run.cipher([.aesGCM(provider)]))
  }

  /// The state of a workspace, whether or not there is one.
  func store(of workspace: String) async throws -> JournaledState {
    if let local = backend as? LocalBackend {
      return JournaledState(path: local.path(of: workspace), codec: codec, rescueFolders: rescueFolders)
    }
    let document = try await backend.document(for: workspace)
    let folder = backend.folder ?? ".rcw/state/\(choice.kind.name)-\(choice.digest.prefix(12))"
    return JournaledState(
      document, folder: "\(folder)/\(workspace)", codec: codec, rescueFolders: rescueFolders)
  }

  /// A state in a file, wherever others are.
  func store(inFile path: String) -> JournaledState {
    JournaledState(path: path, codec: codec, rescueFolders: rescueFolders)
  }

  // MARK: StateWorkspaces

  var isLocal: Bool { backend is LocalBackend }

  /// All workspaces that have a state, or room for one.
  ///
  /// - Throws: ``StateError`` when the backend keeps only one state.
  func workspaces() async throws -> [String] {
    guard let names = try await backend.workspaces() else {
      throw StateError(
        .misconfigured, "The backend \(choice.kind.name.quoted) keeps one state only, and has no workspaces.")
    }
    return names.filter(StateWorkspaces.isValid)
  }

  /// Those, or none besides the default one where there cannot be any.
  func workspacesIfAny() async throws -> [String] {
    (try await backend.workspaces())?.filter(StateWorkspaces.isValid) ?? []
  }

  /// Makes room for the state of a workspace.
  func create(_ workspace: String) async throws {
    if let local = backend as? LocalBackend {
      return try FileAccess.makeFolder(of: local.path(of: workspace))
    }
    try await store(of: workspace).withLock(nil, wait: .zero) { session in
      guard session.initial.snapshot == nil else { return }
      try await session.write(StateSnapshot(serial: 1, lineage: "\(UUID.random())"))
    }
  }

  /// Makes room in the working directory only: elsewhere the first write does.
  func prepare(_ workspace: String) throws {
    guard let local = backend as? LocalBackend else { return }
    try FileAccess.makeFolder(of: local.path(of: workspace))
  }

  /// Removes a workspace whose state is not needed any more, with the states before it.
  func delete(_ workspace: String) async throws {
    try await store(of: workspace).remove()
    try (backend as? LocalBackend)?.removeFolder(of: workspace)
  }

  /// Takes a state out of the way that has been copied elsewhere; the file stays under the name of a backup.
  func retire(_ workspace: String) throws {
    guard let local = backend as? LocalBackend else { return }
    let path = local.path(of: workspace)
    guard let content = try FileAccess.read(path) else { return }
    try FileAccess.replace(path + ".backup", with: content)
    try FileAccess.remove(path)
  }
}
