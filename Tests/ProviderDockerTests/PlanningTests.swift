import ProviderKit
import Testing
import Values

@testable import ProviderDocker

@Suite struct PlanningTests {
  @Test func `labels that were recorded as a map become blocks`() throws {
    let old = try JSON.parse(
      #"{"labels":{"a":"1"},"mounts":[{"volume_options":[{"labels":{"b":"2"}}]}],"name":"n"}"#)
    #expect(
      Label.upgraded(old).text()
        == #"{"labels":[{"label":"a","value":"1"}],"mounts":[{"volume_options":[{"labels":[{"label":"b","value":"2"}]}]}],"name":"n"}"#
    )
    #expect(Label.upgraded(Label.upgraded(old)) == Label.upgraded(old))
  }

  @Test(
    arguments: [
      ("10", 10), ("1k", 1024), ("2GB", 2 << 30), ("512MiB", 512 << 20), ("3 g", 3 << 30), ("", nil),
    ] as [(String, Int?)])
  func `sizes of cluster volumes have units`(_ text: String, _ bytes: Int?) throws {
    #expect(try ClusterVolumeSpec.bytes(text) == bytes)
  }
}
