import Addresses
import StateStorage
import Testing
import Values
import Workspaces

@Suite struct WorkspaceContentsTests {
  private func snapshot(_ objects: [(String, JSON)]) throws -> StateSnapshot {
    var state = StateSnapshot()
    let provider = try #require(
      ProviderConfigAddress("provider[\"registry.terraform.io/kreuzwerker/docker\"]"))
    for (address, attributes) in objects {
      state.apply(
        .object(
          try #require(ResourceInstanceAddress(address)), deposedKey: nil,
          object: ObjectState(schemaVersion: 0, attributes: attributes), provider: provider))
    }
    return state
  }

  @Test func `agents are found with their apps, in order, and with the machine that they run in`() throws {
    let contents = WorkspaceContents(
      try snapshot([
        ("coder_agent.main", ["id": "a1", "token": "t1", "os": "linux", "arch": "amd64", "dir": "/src"]),
        ("coder_agent.gpu", ["id": "a2", "token": "t2", "os": "linux", "arch": "arm64", "dir": ""]),
        ("coder_app.web", ["agent_id": "a1", "slug": "web", "url": "http://localhost:80", "order": 2]),
        ("coder_app.code", ["agent_id": "a1", "slug": "code", "display_name": "VS Code", "order": 1]),
        ("local_file.token", ["id": "f", "content": "t1"]),
        ("docker_container.box[0]", ["id": "c1", "env": ["CODER_AGENT_TOKEN=t1"]]),
        ("docker_container.gpu", ["id": "c2", "command": ["sh", "-c", "start a2"]]),
        ("docker_volume.home", ["id": "v"]),
      ]))
    #expect(contents.agents.map(\.name) == ["gpu", "main"])
    let main = try #require(contents[agent: "main"])
    #expect(main.machine.map { "\($0)" } == "docker_container.box[0]")
    #expect(main.directory == "/src")
    #expect(main.apps.map(\.slug) == ["code", "web"] && main.apps.map(\.displayName) == ["VS Code", "web"])
    #expect(contents[agent: "gpu"]?.machine.map { "\($0)" } == "docker_container.gpu")
    #expect(contents[agent: "gpu"]?.directory == nil)
    #expect(
      contents.resources.map { "\($0.address)" } == [
        "docker_container.box[0]", "docker_container.gpu", "docker_volume.home", "local_file.token",
      ])
  }

  @Test func `what metadata says of a resource is shown, but for what it keeps secret`() throws {
    let contents = WorkspaceContents(
      try snapshot([
        ("docker_volume.home", ["id": "v"]),
        (
          "coder_metadata.home",
          [
            "resource_id": "v", "hide": true,
            "item": [["key": "size", "value": "3G"], ["key": "key", "value": "s3cret", "sensitive": true]],
          ]
        ),
      ]))
    let volume = try #require(contents.resources.first)
    #expect(volume.isHidden && volume.facts.map(\.value) == ["3G", ""])
  }

  @Test(arguments: [
    ("ann", "ann"), ("Ann Smith", "Ann-Smith"), ("ann.smith@example.com", "ann-smith-example-com"),
    ("-x-", "x"),
    (String(repeating: "a", count: 31) + ".b", String(repeating: "a", count: 31)),
  ])
  func `a login becomes the name of an owner`(login: String, name: String) {
    #expect(Owner.name(ofLogin: login) == name)
  }

  @Test func `a login of which nothing is left gives no name`() { #expect(Owner.name(ofLogin: "…") == nil) }
}

@Suite struct AutostartScheduleTests {
  @Test(arguments: [
    ("9:30AM Mon-Fri UTC", "30 9 * * mon-fri"), ("9am", "0 9 * * *"), ("12:05am", "5 0 * * *"),
    ("12:05PM Sat,Sun", "5 12 * * sat,sun"), ("17:45 mon", "45 17 * * mon"), ("30 9 * * 1-5", "30 9 * * 1-5"),
    ("CRON_TZ=UTC 30 9 * * 1-5", "30 9 * * 1-5"), ("@daily", "@daily"),
  ])
  func `schedules are read as people write them`(text: String, cron: String) throws {
    #expect(try AutostartSchedule(text).cron == cron)
  }

  @Test(arguments: [
    "", "soon", "25:00", "9", "13pm", "9:30AM Mon-Fri Mars/Base", "9:60", "9am 10am 11am", "60 9 * * *",
    "CRON_TZ=../../etc/passwd 30 9 * * *",
  ])
  func `anything else is refused`(text: String) {
    #expect(throws: ScheduleError.self) { try AutostartSchedule(text) }
  }

  @Test(arguments: [("8h", 28_800), ("1h30m", 5_400), ("2d", 172_800), ("0", 0)])
  func `lifetimes are read`(text: String, seconds: Int) throws {
    #expect(try Lifetime(text).duration == .seconds(seconds))
  }

  @Test(arguments: ["", "-1h", "8", "soon", "d"])
  func `what is no lifetime is refused`(text: String) {
    #expect(throws: ScheduleError.self) { try Lifetime(text) }
  }
}
