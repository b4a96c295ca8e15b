import Values

/// What runs something.
extension Kind {
  static let workloads = [pod, deployment, statefulSet, daemonSet, job, cronJob, autoscaler, autoscalerV1]

  private static let rollout = flag(
    "wait_for_rollout", true, "Whether to wait until everything runs as it is configured.")

  static let pod = Kind(
    types: ["pod", "pod_v1"], apiVersion: "v1", kind: "Pod", plural: "pods", definition: "Pod",
    summary: "One or more containers that run together.", fixed: ["spec.*", "spec.container.*"],
    changeable: ["spec.container", "spec.container.image", "spec.active_deadline_seconds"],
    arguments: [
      Field(
        "target_state", .list(.string),
        "The phases to wait for: `Running` or `Succeeded` unless set.")
    ], wait: .podPhase, patience: Patience(create: 5, update: 5, delete: 5), schemaVersion: 1)

  static let deployment = Kind(
    types: ["deployment", "deployment_v1"], apiVersion: "apps/v1", kind: "Deployment",
    plural: "deployments", definition: "apps.v1.Deployment",
    summary: "Pods of one kind, kept running and replaced step by step.", fixed: ["spec.selector"],
    arguments: [rollout], wait: .rollout, schemaVersion: 1)

  static let statefulSet = Kind(
    types: ["stateful_set", "stateful_set_v1"], apiVersion: "apps/v1", kind: "StatefulSet",
    plural: "statefulsets", definition: "apps.v1.StatefulSet",
    summary: "Pods with names and storage that last.",
    fixed: [
      "spec.selector", "spec.service_name", "spec.pod_management_policy", "spec.revision_history_limit",
      "spec.volume_claim_template",
    ], arguments: [rollout], wait: .rollout, schemaVersion: 1)

  static let daemonSet = Kind(
    types: ["daemonset", "daemon_set", "daemon_set_v1"], apiVersion: "apps/v1", kind: "DaemonSet",
    plural: "daemonsets", definition: "apps.v1.DaemonSet", summary: "A pod on every node.",
    fixed: ["spec.selector"], arguments: [rollout], wait: .rollout, schemaVersion: 1)

  static let job = Kind(
    types: ["job", "job_v1"], apiVersion: "batch/v1", kind: "Job", plural: "jobs",
    definition: "batch.v1.Job", summary: "Pods that run until their work is done.",
    fixed: [
      "spec.backoff_limit_per_index", "spec.completions", "spec.completion_mode", "spec.pod_failure_policy",
      "spec.selector", "spec.manual_selector", "spec.template",
    ],
    defaults: ["spec.template.spec.restart_policy": .string("Never")],
    arguments: [flag("wait_for_completion", true, "Whether to wait until the work is done.")],
    wait: .completion, patience: Patience(create: 1, update: 1, delete: 1), schemaVersion: 1)

  static let cronJob = Kind(
    types: ["cron_job", "cron_job_v1"], apiVersion: "batch/v1", kind: "CronJob", plural: "cronjobs",
    definition: "batch.v1.CronJob", summary: "Jobs that are made at set times.",
    defaults: ["spec.job_template.spec.template.spec.restart_policy": .string("Never")],
    patience: Patience(create: 1, update: 1, delete: 1), schemaVersions: ["cron_job": 1])

  static let autoscaler = Kind(
    types: [
      "horizontal_pod_autoscaler", "horizontal_pod_autoscaler_v2", "horizontal_pod_autoscaler_v2beta2",
    ], apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", plural: "horizontalpodautoscalers",
    definition: "autoscaling.v2.HorizontalPodAutoscaler",
    summary: "Changes how many pods there are by how much they have to do.")

  static let autoscalerV1 = Kind(
    types: ["horizontal_pod_autoscaler_v1"], apiVersion: "autoscaling/v1", kind: "HorizontalPodAutoscaler",
    plural: "horizontalpodautoscalers", definition: "autoscaling.v1.HorizontalPodAutoscaler",
    summary: "Changes how many pods there are by how busy they are.")

  static func flag(_ name: String, _ value: Bool, _ summary: String) -> Field {
    var field = Field(name, .bool, summary)
    field.origin = .defaulted(.bool(value))
    return field
  }
}
