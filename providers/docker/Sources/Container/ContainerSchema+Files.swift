import ProviderKit
import Values

/// Files and devices.
extension ContainerSchema {
  static let files: [ResourceSchema.Member] = [
    .blocks("volumes", .set, volumes, requiresReplace: true),
    .blocks("mounts", .set, mounts, requiresReplace: true),
    .blocks("upload", .set, upload, requiresReplace: true),
    .argument("tmpfs", .map(.string), requiresReplace: true, "Paths to keep in memory, with mount options."),
    .argument(
      "read_only", .bool, .defaulted(.bool(false)), requiresReplace: true,
      "Whether the root file system is read-only."),
    .argument("storage_opts", .map(.string), requiresReplace: true, "Options of the storage driver."),
    .blocks("devices", .set, devices, requiresReplace: true),
    .blocks("device_requests", .set, deviceRequests, requiresReplace: true),
    .argument("gpus", .string, requiresReplace: true, "`all`, or `device=` and a list of ids."),
    .rule("device_requests", .conflictsWith(["gpus"])),
  ]

  private static let volumes = ResourceSchema(
    "A volume, a folder of the host, or the volumes of another container.",
    .argument("container_path", .string, requiresReplace: true, "Where it appears in the container."),
    .argument("volume_name", .string, requiresReplace: true, "The volume. Ignored when `host_path` is set."),
    .argument(
      "host_path", .string, requiresReplace: true,
      rules: [.matches(#"^[a-zA-Z]:[\\/]|^/"#, message: "must be an absolute path")], "A path on the host."),
    .argument("from_container", .string, requiresReplace: true, "The container whose volumes to take."),
    .argument("read_only", .bool, requiresReplace: true, "Whether the container may not write to it."),
    .argument(
      "selinux_relabel", .string, requiresReplace: true, rules: [.oneOf(["z", "Z"])],
      "SELinux label: `z` shared, `Z` private."))

  private static let mounts = ResourceSchema(
    "A mount in the engine's longer notation.",
    .argument("target", .string, .required, "Where it appears in the container."),
    .argument("source", .string, "The volume's name or the path on the host."),
    .argument(
      "type", .string, .required, rules: [.oneOf(["bind", "volume", "tmpfs"])], "The kind of mount."),
    .argument("read_only", .bool, "Whether the container may not write to it."),
    .blocks("bind_options", .list, bindOptions, max: 1),
    .blocks("volume_options", .list, volumeOptions, max: 1),
    .blocks("tmpfs_options", .list, tmpfsOptions, max: 1, requiresReplace: true))

  private static let bindOptions = ResourceSchema(
    "Options of the type `bind`.",
    .argument(
      "propagation", .string,
      rules: [.oneOf(["private", "rprivate", "shared", "rshared", "slave", "rslave"])],
      "How mounts below it spread."))

  private static let volumeOptions = ResourceSchema(
    "Options of the type `volume`.",
    .argument("no_copy", .bool, "Whether a new volume stays empty instead of getting the image's files."),
    .blocks("labels", .set, Label.schema),
    .argument("driver_name", .string, "The volume driver."),
    .argument("driver_options", .map(.string), "Options of the volume driver."),
    .argument("subpath", .string, requiresReplace: true, "A path within the volume. Needs API 1.45."))

  private static let tmpfsOptions = ResourceSchema(
    "Options of the type `tmpfs`.",
    .argument("size_bytes", .number, rules: [.wholeNumber], "Its size in bytes."),
    .argument("mode", .number, rules: [.wholeNumber], "Its permissions, as a decimal number."))

  private static let upload = ResourceSchema(
    "A file to put into the container before it starts.",
    .argument("file", .string, .required, requiresReplace: true, "Its path in the container."),
    .argument("content", .string, requiresReplace: true, "Its content as text."),
    .argument("content_base64", .string, requiresReplace: true, "Its content in base64."),
    .argument("source", .string, requiresReplace: true, "A local file to read the content from."),
    .argument("source_hash", .string, requiresReplace: true, "A value whose change uploads the file again."),
    .argument(
      "executable", .bool, .defaulted(.bool(false)), requiresReplace: true,
      "Whether it gets the mode 0744 instead of 0644."),
    .argument(
      "permissions", .string, requiresReplace: true,
      rules: [.matches("^[0-7]{3,4}$", message: "must be three or four octal digits")],
      "Its mode in octal; wins over `executable`."))

  private static let devices = ResourceSchema(
    "A device of the host.",
    .argument("host_path", .string, .required, requiresReplace: true, "Its path on the host."),
    .argument(
      "container_path", .string, requiresReplace: true, "Its path in the container; the same if unset."),
    .argument(
      "permissions", .string, .defaulted(.string("rwm")), requiresReplace: true,
      "Read, write and make nodes: letters of `rwm`."))

  private static let deviceRequests = ResourceSchema(
    "A request that a device driver fulfils, such as for graphics cards.",
    .argument("driver", .string, .defaulted(.string("cdi")), requiresReplace: true, "The driver's name."),
    .argument(
      "count", .number, .defaulted(.number(0)), requiresReplace: true, rules: [.wholeNumber],
      "How many; -1 for all."),
    .argument("device_ids", .set(.string), requiresReplace: true, "Which devices."),
    .argument("capabilities", .set(.string), requiresReplace: true, "What they must be able to do."),
    .argument("options", .map(.string), requiresReplace: true, "Options of the driver."))
}
