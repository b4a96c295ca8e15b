import TestSupport
import Testing

@testable import ProviderCoder

/// The command `coder` that scripts find.
@Suite struct CoderCommandTests {
  private func output(_ command: String, in shell: AgentShell = .posix) throws -> String {
    let trial = try AgentTrial(.make(startup: command), in: shell, "settled")
    return trial.file("log/startup.log") ?? ""
  }

  @Test(
    arguments: AgentShell.allCases,
    ["cpu", "cpu --host", "mem", "mem --host --prefix Gi", "disk --path /tmp", "disk --path=$HOME"])
  func `values of the machine are told with what there is`(shell: AgentShell, what: String) throws {
    let unit = what.hasPrefix("cpu") ? "cores" : "[GM]iB"
    let pattern = "^[0-9]+[.][0-9]/[0-9]+[.][0-9] \(unit) [(][0-9]+%[)]$"
    #expect(try output("coder stat \(what) | grep -cE '\(pattern)'", in: shell) == "1\n")
  }

  @Test func `what needs a server says so`() throws {
    #expect(try output("coder ssh box; echo $?") == "coder: ssh needs a Coder server, and there is none\n1\n")
  }

  @Test func `an image that has the command keeps its own`() throws {
    let image = TemporaryDirectory(["coder": "#!/bin/sh\necho the image\n"])
    _ = Processes.run(["chmod", "755", "\(image.path)/coder"])
    let trial = try AgentTrial(
      .make(startup: "coder stat cpu"), environment: ["PATH": "\(image.path):/usr/bin:/bin"], "settled")
    #expect(trial.file("log/startup.log") == "the image\n")
    withExtendedLifetime(image) {}
  }

  /// A repository at `$HOME/origin` with a branch `other`, and the dotfiles of it.
  private func dotfiles(_ files: String, _ command: String) throws -> String {
    try output(
      """
      exec 2>&1
      export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a
      mkdir ~/origin && cd ~/origin && git init -q && git checkout -q -b main
      \(files)
      git add -A && git commit -qm one && git checkout -q -b other
      echo other >>.profile && git commit -qam two && git checkout -q main
      echo mine >~/.profile; cd
      \(command)
      """)
  }

  private let plain = "mkdir .config; echo theirs >.profile; echo x >README"

  @Test func `dotfiles are linked into the home, and what was there is kept`() throws {
    let text = try dotfiles(
      plain, "coder dotfiles -y ~/origin; cat .profile .profile.bak; ls -d README 2>/dev/null")
    #expect(text == "Linked .profile\ntheirs\nmine\n")
  }

  @Test func `a branch of the dotfiles is taken, and followed the next time`() throws {
    let text = try dotfiles(
      plain, "coder dotfiles ~/origin >/dev/null; coder dotfiles ~/origin --branch other -y; cat .profile")
    #expect(text == "Linked .profile\ntheirs\nother\n")
  }

  @Test func `a script that installs the dotfiles is run instead`() throws {
    let text = try dotfiles(
      plain + "; echo 'pwd; exit 3' >install.sh", "coder dotfiles ~/origin; echo $?; cat .profile")
    #expect(text.hasPrefix("Running install.sh\n/"))
    #expect(text.hasSuffix("/home/.config/coderv2/dotfiles\n3\nmine\n"))
  }

  @Test func `scripts wait for each other`() throws {
    let text = try output(
      """
      coder exp sync want b a
      (coder exp sync start b; echo b) & 
      coder exp sync start a; echo a; coder exp sync complete a; wait
      """)
    #expect(text == "a\nb\n")
  }
}
