import Addresses
import ArgumentParser
import Engine
import StateStorage

extension PlanningOptions {
  /// - Parameter isDestroy: whether the command itself destroys.
  func engineOptions(isDestroy: Bool = false) throws -> PlanOptions {
    var options = PlanOptions()
    guard !((destroy || isDestroy) && refreshOnly) else {
      throw ValidationError("-destroy and -refresh-only exclude each other.")
    }
    guard refresh || !refreshOnly else {
      throw ValidationError("-refresh-only with -refresh=false would do nothing.")
    }
    options.mode = destroy || isDestroy ? .destroy : refreshOnly ? .refreshOnly : .normal
    options.refreshes = refresh
    options.targets = try (targets + targetFiles.flatMap(Self.addresses)).map(Self.target)
    options.excluded = try (exclusions + exclusionFiles.flatMap(Self.addresses)).map(Self.target)
    guard options.targets.isEmpty || options.excluded.isEmpty else {
      throw ValidationError("-target and -exclude exclude each other.")
    }
    options.replacing = Set(try replacements.map(Self.instance))
    options.invoking = try invocations.map(Self.action)
    guard
      options.invoking.isEmpty
        || options.mode == .normal && options.replacing.isEmpty && options.targets.isEmpty
          && options.excluded.isEmpty
    else {
      throw ValidationError(
        "-invoke does nothing but actions, so it excludes the options that select changes.")
    }
    if !options.invoking.isEmpty { options.mode = .refreshOnly }
    guard parallelism > 0 else { throw ValidationError("-parallelism takes a number above 0.") }
    options.parallelism = parallelism
    return options
  }

  /// The lines of a file; empty ones and those that begin with # do not count.
  private static func addresses(_ path: String) throws -> [String] {
    guard let content = try? FileAccess.read(path) else {
      throw ValidationError("There is no file \"\(path)\" to take addresses from.")
    }
    return String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
  }

  private static func target(_ text: String) throws -> Target {
    if let module = ModuleInstancePath(text), !module.isRoot { return .module(module) }
    return .resource(try instance(text))
  }

  private static func action(_ text: String) throws -> ResourceInstanceAddress {
    guard let address = ResourceInstanceAddress(text), address.resource.mode == .action else {
      throw ValidationError(
        "\"\(text)\" names no action. Write action.TYPE.NAME, with a key where there are several.")
    }
    return address
  }

  private static func instance(_ text: String) throws -> ResourceInstanceAddress {
    guard let address = ResourceInstanceAddress(text) else {
      throw ValidationError(
        "\"\(text)\" is no address. Write one as plans do: docker_volume.home, docker_container.box[0] or "
          + "module.net.")
    }
    return address
  }
}
