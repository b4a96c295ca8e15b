import ProviderAPI
import Provisioners
import Testing
import Values

/// What the provisioners that work over ssh refuse before they connect.
struct RemoteArgumentTests {
  private func config(_ provisioner: any Provisioner, _ arguments: KeyedValues) -> Value {
    var config = KeyedValues(provisioner.schema.attributes.map { ($0.key, Value.null($0.value.type)) })
    for (name, value) in arguments { config[name] = value }
    return .object(config)
  }

  private func connection(_ arguments: KeyedValues) -> Value {
    var config = KeyedValues(ConnectionSchema.block.attributes.map { ($0.key, Value.null($0.value.type)) })
    for (name, value) in arguments { config[name] = value }
    return .object(config)
  }

  @Test func `one thing is to be run or copied`() {
    let exec = RemoteExec(environment: [:])
    #expect(exec.validate(config(exec, [:])).count == 1)
    #expect(
      exec.validate(config(exec, ["script": .string("a"), "inline": .list([.string("b")], of: .string)]))
        .count == 1)
    #expect(exec.validate(config(exec, ["script": .unknown(.string)])).isEmpty)
    let file = FileUpload(environment: [:])
    #expect(file.validate(config(file, ["destination": .string("/x")])).count == 1)
    #expect(file.validate(config(file, ["destination": .string("/x"), "content": .string("")])).isEmpty)
  }

  @Test(
    arguments: [
      ["host": .string("h"), "type": .string("winrm")], [:], ["host": .string("-oProxyCommand=x")],
      ["host": .string("h"), "user": .string("a b")], ["host": .string("h"), "timeout": .string("soon")],
      ["host": .string("h"), "target_platform": .string("windows")],
      ["host": .string("h"), "proxy_host": .string("p")],
    ] as [KeyedValues])
  func `a connection that cannot be made is refused at once`(arguments: KeyedValues) async {
    let exec = RemoteExec(environment: ["PATH": "/nonexistent"])
    let request = ProvisionRequest(
      config: config(exec, ["inline": .list([.string("true")], of: .string)]),
      connection: connection(arguments))
    await #expect(throws: ProviderError(.invalid, "")) { try await exec.run(request) { _ in } }
  }
}
