import Glibc
import ProviderAPI

@testable import ProviderDocker

/// A folder with these files, by paths within it, for as long as `body` runs.
func withFolder(_ files: [String: String], _ body: (String) async throws -> Void) async throws {
  var template = Array("/tmp/rcw-test-XXXXXX\0".utf8CString)
  guard let folder = mkdtemp(&template).map({ String(cString: $0) }) else {
    throw LocalFile.failure("make a folder in", "/tmp")
  }
  for (path, content) in files { try write(content, to: path, in: folder) }
  try await finally({ remove(files.keys, from: folder) }, after: { try await body(folder) })
}

/// The folders that a path leads through, the innermost last.
private func folders(of path: String) -> [Substring] {
  path.indices.filter { path[$0] == "/" }.map { path[..<$0] }
}

private func write(_ text: String, to path: String, in folder: String) throws {
  for inner in folders(of: path) { mkdir("\(folder)/\(inner)", 0o755) }
  guard let file = fopen("\(folder)/\(path)", "w") else { throw LocalFile.failure("write", path) }
  fputs(text, file)
  fclose(file)
}

private func remove(_ paths: some Collection<String>, from folder: String) {
  for path in paths { unlink("\(folder)/\(path)") }
  let inner = paths.flatMap(folders).sorted { $0.count > $1.count }
  for path in inner { rmdir("\(folder)/\(path)") }
  rmdir(folder)
}

/// Runs `body`, then `cleanUp`, whatever `body` does.
func finally(_ cleanUp: () async throws -> Void, after body: () async throws -> Void) async throws {
  do {
    try await body()
  } catch {
    try? await cleanUp()
    throw error
  }
  try await cleanUp()
}
