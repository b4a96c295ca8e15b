import KubernetesAPI
import Values

/// How a pod is changed that is there already: the images of its containers, its deadline and its metadata are all that
/// the API lets be changed (Kubernetes, "Pod update and replacement"), and the lists in it have more than is configured.
enum PodPatch {
  /// A strategic merge patch: it finds containers by their names.
  static func from(_ old: JSON, to new: JSON) -> JSON {
    var patch = MergePatch.from(old, to: new)
    guard patch["spec"]?["containers"] != nil else { return patch }
    let before = old["spec"]?["containers"]?.elements ?? []
    let changed = (new["spec"]?["containers"]?.elements ?? []).filter { !before.contains($0) }
    patch["spec"]?["containers"] = .array(
      changed.map { ["name": $0["name"] ?? .null, "image": $0["image"] ?? .null] })
    return patch
  }

  /// The ids of the containers that run with an image that the patch replaces, and therefore end.
  ///
  /// - Parameter pod: as the answer to the patch has it.
  static func replaced(by patch: JSON, in pod: JSON) -> Set<String> {
    let names = patch["spec"]?["containers"]?.elements?.compactMap { $0["name"]?.asString } ?? []
    let statuses = pod["status"]?["containerStatuses"]?.elements ?? []
    return Set(
      statuses.compactMap { names.contains($0["name"]?.asString ?? "") ? $0["containerID"]?.asString : nil })
  }
}

extension Kind {
  var patchType: KubernetesClient.Patch { kind == "Pod" ? .strategic : .merge }
}
