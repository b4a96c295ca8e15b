import Diagnostics
import Language
import TestSupport
import Testing

struct ConfigLoaderTests {
  @Test func `a directory without configuration is refused, unless none is needed`() async throws {
    let folder = TemporaryDirectory(["notes.txt": "Nothing here."])
    var loader = ConfigLoader(directory: folder.path, moduleSource: LocalModuleResolver())
    let error = await #expect(throws: DiagnosticsError.self) { try await loader.load() }
    #expect(error?.diagnostics.map(\.code) == ["no-configuration"])
    var second = ConfigLoader(directory: folder.path, moduleSource: LocalModuleResolver())
    #expect(try await second.load(mayBeAbsent: true).resources.isEmpty)
  }
}
