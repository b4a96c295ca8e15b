import CSystemShims
import Glibc
import Synchronization

/// The loop of a ``BoundProcess``: starts the program, passes on what it writes, and sees to its end. Lives on
/// the thread of the process.
final class ProcessWatch {
  /// How long a wait lasts when nothing happens, in milliseconds.
  private static let tick: Int32 = 1000
  /// What is read at most of one stream in one turn, so that a program that floods it cannot keep us from seeing
  /// to anything else.
  private static let turnBytes = 256 << 10

  let id: pid_t
  private let handle: Descriptor
  private let output: Descriptor
  private let errorOutput: Descriptor
  private let events: BoundProcess.Events
  private let control: BoundProcess.Control
  private var splitters = [LineSplitter(), LineSplitter()]
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)

  init(_ command: ProcessCommand, _ events: BoundProcess.Events, _ control: BoundProcess.Control) throws {
    let (input, _) = try Descriptor.pipe()
    let (output, outputEnd) = try Descriptor.pipe()
    let (errorOutput, errorEnd) = try Descriptor.pipe()
    try output.makeNonBlocking()
    try errorOutput.makeNonBlocking()
    id = try ProcessSpawner.spawn(command, standard: [input, outputEnd, errorEnd], isBound: true)
    do {
      handle = try Descriptor("pidfd_open", system_pidfd_open(id))
    } catch {
      kill(-id, SIGKILL)
      waitpid(id, nil, 0)
      throw error
    }
    self.output = output
    self.errorOutput = errorOutput
    self.events = events
    self.control = control
  }

  /// Returns when the program has ended.
  func run() {
    var lastTick = ContinuousClock.now
    while !wait() {
      if lastTick.duration(to: .now) >= .seconds(1) {
        events.tick()
        lastTick = .now
      }
      if let deadline = control.state.withLock({ $0.deadline }), deadline <= .now { kill(-id, SIGKILL) }
    }
    // What it started goes with it. Its number is still its own until it is reaped.
    kill(-id, SIGKILL)
    var raw: Int32 = 0
    waitpid(id, &raw, 0)
    passOnTheRest()
    let code = system_exit_status(raw)
    let status = code < 0 ? ExitStatus.killed(signal: -code) : .exited(code: code)
    events.ended(status)
    control.settle(status)
  }

  /// Waits for something to happen and passes on what was written; true when the program has ended.
  private func wait() -> Bool {
    var entries = [handle, control.wake.descriptor, output, errorOutput].enumerated().map {
      index, descriptor in
      pollfd(fd: isClosed[index] ? -1 : descriptor.number, events: Int16(POLLIN), revents: 0)
    }
    let timeLeft = control.state.withLock(\.deadline)?.millisecondsFromNow ?? Self.tick
    guard poll(&entries, nfds_t(entries.count), max(1, min(Self.tick, timeLeft))) > 0 else { return false }
    if entries[1].revents != 0 { control.wake.clear() }
    for index in 2...3 where entries[index].revents != 0 { passOn(index) }
    return entries[0].revents != 0
  }

  private var isClosed = [false, false, false, false]

  private func passOn(_ index: Int) {
    let descriptor = index == 2 ? output : errorOutput
    var taken = 0
    while taken < Self.turnBytes {
      let count = read(descriptor.number, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count == 0 { isClosed[index] = true }
      guard count > 0 else { return }
      taken += count
      splitters[index - 2].feed(Array(buffer[..<count]))
      tellLines(index)
    }
  }

  private func tellLines(_ index: Int) {
    let stream = index == 2 ? BoundProcess.Stream.output : .errorOutput
    while let line = splitters[index - 2].next() { tell(stream, line) }
    if splitters[index - 2].count >= BoundProcess.maxLineBytes, let piece = splitters[index - 2].finish() {
      tell(stream, piece)
    }
  }

  private func tell(_ stream: BoundProcess.Stream, _ line: ArraySlice<UInt8>) {
    var rest = line
    repeat {
      events.line(stream, String(decoding: rest.prefix(BoundProcess.maxLineBytes), as: UTF8.self))
      rest = rest.dropFirst(BoundProcess.maxLineBytes)
    } while !rest.isEmpty
  }

  private func passOnTheRest() {
    for index in 2...3 where !isClosed[index] {
      passOn(index)
      if let rest = splitters[index - 2].finish() { tell(index == 2 ? .output : .errorOutput, rest) }
    }
  }
}
