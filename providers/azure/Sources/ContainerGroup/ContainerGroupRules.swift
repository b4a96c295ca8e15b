import ProviderAPI
import ProviderKit
import Values

/// What the schema of a container group cannot say of its configuration.
enum ContainerGroupRules {
  static func problems(_ config: ConfigView) -> [ProviderDiagnostic] {
    var found = volumes(config) + network(config)
    if config["os_type"].asString?.lowercased() == "windows", config.blocks("container").count > 1 {
      found.append(
        problem("container", "A group of Windows has one container only."))
    }
    return found
  }

  private static func network(_ config: ConfigView) -> [ProviderDiagnostic] {
    guard config["ip_address_type"].isKnown else { return [] }
    var found: [ProviderDiagnostic] = []
    let type = config["ip_address_type"].asString ?? "Public"
    if type == "Private", !config.isSet("subnet_ids"), !config.isSet("network_profile_id") {
      found.append(
        problem("subnet_ids", "A private address needs \"subnet_ids\": it is in a virtual network."))
    }
    if type != "Public", config.isSet("dns_name_label") {
      found.append(problem("dns_name_label", "Only a public address has a name in DNS."))
    }
    if type == "Public", config.isSet("subnet_ids"), config["subnet_ids"].elements?.isEmpty == false {
      found.append(
        problem("ip_address_type", "A group in a subnet has a private address: set it to \"Private\"."))
    }
    return found
  }

  /// A volume is one of four things.
  private static func volumes(_ config: ConfigView) -> [ProviderDiagnostic] {
    (config.blocks("container") + config.blocks("init_container")).flatMap { $0.blocks("volume") }
      .compactMap { volume in
        let share = ["share_name", "storage_account_name", "storage_account_key"].filter(volume.isSet)
        var kinds = share.isEmpty ? 0 : 1
        if volume["empty_dir"].asBool == true { kinds += 1 }
        if volume.isSet("secret") { kinds += 1 }
        if !volume.blocks("git_repo").isEmpty { kinds += 1 }
        if volume["empty_dir"].isKnown, kinds > 1 {
          return problem(
            "container", "\(name(of: volume)) can be a share, empty, a repository or secrets, but one only.")
        }
        if !share.isEmpty, share.count < 3 {
          return problem(
            "container",
            "\(name(of: volume)) is a share, which needs share_name, storage_account_name and storage_account_key."
          )
        }
        return nil
      }
  }

  private static func name(of volume: ConfigView) -> String {
    volume["name"].asString.map { "The volume \"\($0)\"" } ?? "A volume"
  }

  private static func problem(_ attribute: String, _ detail: String) -> ProviderDiagnostic {
    ProviderDiagnostic("Invalid container group", detail, at: AttributePath(attribute))
  }
}
