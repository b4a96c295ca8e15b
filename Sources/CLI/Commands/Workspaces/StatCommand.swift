import ArgumentParser
import Diagnostics
import Values

struct StatCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stat",
    abstract: "Tell how much of its machine a workspace uses: processors, memory and its home.")

  @Argument(help: "The workspace, with an agent where it has several: NAME.AGENT.") var workspace: String
  @OptionGroup var list: ListOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    let output = try await CatalogSession.inside(workspace, view) { machine, _ in
      try await machine.output(of: ["/bin/sh", "-c", Self.script])
    }
    let figures = Figures(String(decoding: output, as: UTF8.self))
    var table = Table(
      columns: ["CPU", "MEMORY", "HOME"].map { Table.Column(title: $0, key: $0.lowercased()) })
    table.rows = [[figures.processors, figures.memory, figures.home]]
    try list.show(table, json: { figures.json })
  }

  /// Prints numbers under names: microseconds of processor time twice, half a second apart, and bytes. Control groups of
  /// version 2, else 1 (Linux, Documentation/admin-guide/cgroup-v2.rst and cgroup-v1). The integers of some awks end at
  /// 32 bits.
  private static let script = #"""
    group=/sys/fs/cgroup
    first() { for file do [ ! -r "$file" ] || { cat "$file"; return; }; done; }
    time() {
      if [ -r $group/cpu.stat ] && grep -q usage_usec $group/cpu.stat; then awk '/usage_usec/ { print $2 }' $group/cpu.stat
      else first $group/cpuacct/cpuacct.usage | awk '{ printf "%.0f\n", $1 / 1000 }'; fi
    }
    echo "before $(time)"; sleep 0.5 2>/dev/null || sleep 1; echo "after $(time)"
    echo "memory $(first $group/memory.current $group/memory/memory.usage_in_bytes)"
    echo "limit $(first $group/memory.max $group/memory/memory.limit_in_bytes)"
    echo "total $(awk '/MemTotal/ { printf "%.0f", $2 * 1024 }' /proc/meminfo)"
    df -Pk "$HOME" | awk 'NR == 2 { printf "home %.0f\ndisk %.0f\n", $3 * 1024, $2 * 1024 }'
    """#

  /// What the script prints.
  private struct Figures {
    private let numbers: [String: Int]

    init(_ text: String) {
      let pairs = text.split(separator: "\n").map { $0.split(separator: " ") }
      numbers = Dictionary(
        pairs.compactMap { pair in
          guard pair.count == 2, let number = Double(pair[1]), number.magnitude < 1e18 else { return nil }
          return (String(pair[0]), Int(number))
        }, uniquingKeysWith: { $1 })
    }

    /// In thousandths of a processor.
    private var load: Int? {
      guard let before = numbers["before"], let after = numbers["after"] else { return nil }
      return max(0, after - before) / 500
    }

    /// Without a limit, what the machine has.
    private var limit: Int? {
      [numbers["limit"], numbers["total"]].compactMap(\.self).min()
    }

    var processors: String {
      load.map { "\($0 / 1_000).\(Timestamp.padded($0 % 1_000 / 10)) cores" } ?? "unknown"
    }

    var memory: String { Self.share(numbers["memory"], limit) }
    var home: String { Self.share(numbers["home"], numbers["disk"]) }

    private static func share(_ part: Int?, _ whole: Int?) -> String {
      guard let part else { return "unknown" }
      return bytes(part) + (whole.map { " of \(bytes($0))" } ?? "")
    }

    private static func bytes(_ count: Int) -> String {
      let units = [(1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
      guard let (size, name) = units.first(where: { count >= $0.0 }) else { return "\(count) B" }
      let tenths = count * 10 / size
      return "\(tenths / 10).\(tenths % 10) \(name)"
    }

    var json: JSON {
      func number(_ value: Int?) -> JSON { value.map { .number(Number($0)) } ?? .null }
      return .object([
        .init("cpu_millicores", number(load)), .init("memory_bytes", number(numbers["memory"])),
        .init("memory_limit_bytes", number(limit)), .init("home_bytes", number(numbers["home"])),
        .init("home_disk_bytes", number(numbers["disk"])),
      ])
    }
  }
}
