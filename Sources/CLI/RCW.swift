import ArgumentParser
import Diagnostics
import Glibc

/// The `rcw` command: reads arguments and environment, hands both down, prints and exits.
@main
struct RCW: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rcw",
    abstract: "Provision development workspaces from Terraform templates.",
    discussion: """
      Global options stand before the command:
        -chdir=DIR    work in another folder
        -version      print the version
        -help         print this help
      Options may be written with one dash or two.
      """,
    groupedSubcommands: [
      CommandGroup(
        name: "Workspace",
        subcommands: [
          CreateCommand.self, ListCommand.self, StartCommand.self, StopCommand.self, RestartCommand.self,
          UpdateCommand.self, RollbackCommand.self, RenameCommand.self, DeleteCommand.self,
          BuildsCommand.self,
          FavoriteCommand.self, UnfavoriteCommand.self, AutoupdateCommand.self, SSHCommand.self,
          ExecCommand.self, LogsCommand.self,
          CopyCommand.self, PortForwardCommand.self, OpenCommand.self, StatCommand.self, ScheduleCommand.self,
          ReconcileCommand.self, SyncCommand.self, UpCommand.self, DownCommand.self,
        ]),
      CommandGroup(name: "Template", subcommands: [TemplateCommand.self, AdminCommand.self]),
      CommandGroup(
        name: "Configuration",
        subcommands: [
          InitCommand.self, ValidateCommand.self, PlanCommand.self, ApplyCommand.self, DestroyCommand.self,
          OutputCommand.self, ShowCommand.self, ConsoleCommand.self, FormatCommand.self, TestCommand.self,
          GraphCommand.self, GetCommand.self, ProvidersCommand.self, ProviderCommand.self,
          MetadataCommand.self,
        ]),
      CommandGroup(
        name: "State",
        subcommands: [
          StateCommand.self, ImportCommand.self, RefreshCommand.self, TaintCommand.self, UntaintCommand.self,
          RecoverCommand.self, CollectCommand.self, ForceUnlockCommand.self, WorkspaceCommand.self,
        ]),
      CommandGroup(name: "Other", subcommands: [CompletionCommand.self, VersionCommand.self]),
    ])

  static var commands: [any ParsableCommand.Type] { configuration.subcommands }

  static func main() async {
    // What cannot be written is an error of the write, not the end of the program.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    let arguments: CommandArguments
    do {
      arguments = try CommandArguments(
        CommandLine.arguments.dropFirst(), of: commands,
        environment: ProcessEnvironment.current)
    } catch {
      Output.standard.error("\(error)\n")
      endProgram(ExitStatus.failure.rawValue)
    }
    refuseUnknownCommand(arguments.normalized.first)
    do {
      var command = try parseAsRoot(arguments.normalized)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let status as ExitStatus {
      endProgram(status.rawValue)
    } catch {
      finish(error)
    }
    endProgram(ExitStatus.success.rawValue)
  }

  /// Ends with a suggestion when the first word is no command.
  private static func refuseUnknownCommand(_ word: String?) {
    let names = configuration.subcommands.flatMap {
      [$0.configuration.commandName ?? ""] + $0.configuration.aliases
    }
    guard let word, !word.hasPrefix("-"), word != "help", !names.contains(word) else { return }
    let suggestion = Suggestion.sentence(for: word, in: names)
    Output.standard.error(
      "Error: there is no command \"\(word)\".\(suggestion)\nrcw -help lists the commands.\n")
    endProgram(ExitStatus.failure.rawValue)
  }

  /// Ends after a wrong command line, or after help was asked for.
  private static func finish(_ error: any Error) -> Never {
    let status = exitCode(for: error)
    let text = fullMessage(for: error)
    if status.isSuccess {
      Output.standard.print(text + "\n")
      endProgram(0)
    }
    Output.standard.error(text + "\n")
    endProgram(ExitStatus.failure.rawValue)
  }
}

/// How a command ends, as scripts see it; Terraform's exit codes.
enum ExitStatus: Int32, Error {
  case success = 0
  case failure = 1
  /// `plan -detailed-exitcode` found something to do; `fmt` met a file that it cannot format.
  case changesPresent = 2
  /// `fmt -check` found a file that is not in the canonical format.
  case formatDiffers = 3
}
