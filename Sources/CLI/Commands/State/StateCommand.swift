import ArgumentParser

struct StateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "state", abstract: "Look at what is recorded, and put the record right by hand.",
    subcommands: [
      StateListCommand.self, StateShowCommand.self, StateMoveCommand.self, StateRemoveCommand.self,
      StateReplaceProviderCommand.self, StatePullCommand.self, StatePushCommand.self,
      StateHistoryCommand.self, StateRestoreCommand.self,
    ])
}
