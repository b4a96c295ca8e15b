import ProviderKit
import Testing

@testable import ProviderDocker

@Suite struct BuildQueryTests {
  private func query(_ change: (inout ImageObject.Build) -> Void = { _ in }) -> [String] {
    var build = ImageObject.Build(context: ".")
    build.remove = true
    change(&build)
    return BuildQuery(build, name: "app:1", dockerfile: "Dockerfile").query.items.map {
      "\($0.name)=\($0.value ?? "")"
    }
  }

  @Test func `a build that says nothing asks for names, Dockerfile and a clean engine`() {
    #expect(query() == ["t=app:1", "dockerfile=Dockerfile", "forcerm=1"])
    #expect(query { $0.remove = false } == ["t=app:1", "dockerfile=Dockerfile", "rm=0"])
  }

  @Test func `collections travel as JSON, flags as 1, sizes as numbers`() {
    let items = query {
      $0.tag = ["app:2"]
      $0.buildArgs = ["B": "2", "A": "\"q\""]
      ($0.label, $0.labels) = (["old": "1", "x": "1"], ["x": "2"])
      $0.cacheFrom = ["a", "b"]
      $0.extraHosts = ["h:1.2.3.4"]
      ($0.noCache, $0.pullParent, $0.squash) = (true, true, false)
      ($0.shmSize, $0.memory, $0.cpuShares) = (64 << 20, 0, nil)
      $0.ulimit = [.init(name: "nofile", soft: 1, hard: 2)]
      ($0.target, $0.platform, $0.networkMode, $0.remoteContext) = ("dev", "", "host", nil)
    }
    let expected = [
      "t=app:1", "t=app:2", "dockerfile=Dockerfile", #"buildargs={"A":"\"q\"","B":"2"}"#, "target=dev",
      "pull=1",
      "nocache=1", #"cachefrom=["a","b"]"#, "networkmode=host", #"extrahosts=["h:1.2.3.4"]"#,
      #"labels={"old":"1","x":"2"}"#, "forcerm=1", "shmsize=67108864",
      #"ulimits=[{"Name":"nofile","Soft":1,"Hard":2}]"#,
    ]
    #expect(items == expected)
  }
}
