import Values

/// One kind's life: what it is made as, what it is changed to, and what makes another object of it.
struct Life: CustomStringConvertible {
  var type: String
  var config: JSON
  var changed: JSON?
  var replacing: JSON?

  init(_ type: String, _ config: JSON, changed: JSON? = nil, replacing: JSON? = nil) {
    self.type = "kubernetes_\(type)"
    self.config = config
    self.changed = changed
    self.replacing = replacing
  }

  var description: String { type }
}

extension Life {
  private static let pod = running("busybox:1")

  private static func running(_ image: JSON, _ command: JSON? = nil) -> JSON {
    var container: JSON = [
      "name": "main", "image": image, "resources": ["limits": ["memory": "1Gi", "cpu": "0.5"]],
    ]
    container["command"] = command
    return ["container": [container]]
  }

  private static let template: JSON = ["metadata": ["labels": ["app": "web"]], "spec": pod]
  private static let selector: JSON = ["match_labels": ["app": "web"]]

  private static func named(_ name: JSON, _ more: JSON) -> JSON {
    var config: JSON = ["metadata": ["name": name, "labels": ["team": "blue"]]]
    for member in more.members ?? [] { config[member.key] = member.value }
    return config
  }

  private static func spec(_ name: JSON, _ spec: JSON) -> JSON { named(name, ["spec": spec]) }

  private static func balanced(_ spec: JSON) -> JSON {
    named("web", ["spec": spec, "wait_for_load_balancer": true])
  }

  static let all = workloads + network + storage + configuration + access + limits

  static let workloads = [
    Life(
      "pod", spec("a", pod),
      changed: ["metadata": ["name": "a", "labels": ["team": "red"]], "spec": running("busybox:1.37")],
      replacing: spec("a", running("busybox:1", ["sleep", "60"]))),
    Life(
      "deployment", spec("web", ["selector": selector, "template": template]),
      changed: spec("web", ["replicas": "2", "selector": selector, "template": template]),
      replacing: spec("other", ["selector": selector, "template": template])),
    Life(
      "stateful_set", spec("db", ["service_name": "db", "selector": selector, "template": template]),
      changed: spec(
        "db", ["replicas": "2", "service_name": "db", "selector": selector, "template": template])),
    Life(
      "daemon_set_v1", spec("agent", ["selector": selector, "template": template]),
      changed: spec("agent", ["min_ready_seconds": 1, "selector": selector, "template": template])),
    Life(
      "job", spec("once", ["template": ["metadata": ["labels": ["a": "b"]], "spec": pod]]),
      replacing: spec("twice", ["template": ["metadata": ["labels": ["a": "b"]], "spec": pod]])),
    Life(
      "cron_job_v1",
      spec(
        "nightly",
        ["schedule": "0 3 * * *", "job_template": ["metadata": [:], "spec": ["template": template]]]),
      changed: spec(
        "nightly",
        ["schedule": "0 4 * * *", "job_template": ["metadata": [:], "spec": ["template": template]]])),
    Life(
      "horizontal_pod_autoscaler_v2",
      spec("web", ["max_replicas": 3, "scale_target_ref": ["kind": "Deployment", "name": "web"]]),
      changed: spec("web", ["max_replicas": 4, "scale_target_ref": ["kind": "Deployment", "name": "web"]])),
  ]

  static let network = [
    Life(
      "service", spec("web", ["selector": ["app": "web"], "port": [["port": 80, "target_port": "http"]]]),
      changed: spec("web", ["selector": ["app": "web"], "port": [["port": 81, "target_port": "http"]]])),
    Life(
      "ingress_v1",
      balanced([
        "rule": [
          [
            "host": "a.example.com",
            "http": [
              "path": [["path": "/", "backend": ["service": ["name": "web", "port": ["number": 80]]]]]
            ],
          ]
        ]
      ]), changed: balanced(["default_backend": ["service": ["name": "web", "port": ["number": 80]]]])),
    Life("ingress_class", spec("own", ["controller": "example.com/controller"])),
    Life(
      "network_policy",
      spec(
        "closed",
        [
          "pod_selector": [:], "policy_types": ["Ingress"],
          "ingress": [
            ["from": [["namespace_selector": ["match_labels": ["a": "b"]]]], "ports": [["port": "8080"]]]
          ],
        ]), changed: spec("closed", ["pod_selector": [:], "policy_types": ["Ingress", "Egress"]])),
  ]

  static let storage = [
    Life(
      "persistent_volume_claim",
      spec("home", ["access_modes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]]]),
      changed: spec(
        "home", ["access_modes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "2Gi"]]]),
      replacing: spec(
        "home", ["access_modes": ["ReadWriteMany"], "resources": ["requests": ["storage": "1Gi"]]])),
    Life(
      "persistent_volume",
      spec(
        "disk",
        [
          "capacity": ["storage": "1Gi"], "access_modes": ["ReadWriteOnce"],
          "persistent_volume_source": ["nfs": ["path": "/a", "server": "10.0.0.1"]],
        ]),
      changed: spec(
        "disk",
        [
          "capacity": ["storage": "2Gi"], "access_modes": ["ReadWriteOnce"],
          "persistent_volume_source": ["nfs": ["path": "/a", "server": "10.0.0.1"]],
        ])),
    Life(
      "storage_class", named("fast", ["storage_provisioner": "example.com/fast"]),
      changed: named("fast", ["storage_provisioner": "example.com/fast", "allow_volume_expansion": false]),
      replacing: named("fast", ["storage_provisioner": "example.com/other"])),
  ]

  static let configuration = [
    Life(
      "namespace", named("team", [:]), changed: ["metadata": ["name": "team", "annotations": ["a": "b"]]]),
    Life(
      "config_map", named("a", ["data": ["key": "value"]]), changed: named("a", ["data": ["key": "other"]])),
    Life(
      "secret", named("a", ["data": ["password": "hunter2"]]),
      changed: named("a", ["data": ["password": "hunter3"]]),
      replacing: named("a", ["data": ["password": "hunter2"], "type": "example.com/other"])),
    Life(
      "service_account", named("robot", [:]),
      changed: named("robot", ["automount_service_account_token": false])),
  ]

  private static let rule: JSON = ["api_groups": [""], "resources": ["pods"], "verbs": ["get"]]
  private static let reference: JSON = [
    "api_group": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view",
  ]

  static let access = [
    Life("role", named("reader", ["rule": [rule]]), changed: named("reader", ["rule": [rule, rule]])),
    Life(
      "cluster_role", named("reader", ["rule": [rule]]), changed: named("reader", ["rule": [rule, rule]])),
    Life(
      "role_binding",
      named("b", ["role_ref": reference, "subject": [["kind": "User", "name": "ada"]]])),
    Life(
      "cluster_role_binding",
      named("b", ["role_ref": reference, "subject": [["kind": "ServiceAccount", "name": "ada"]]])),
  ]

  static let limits = [
    Life(
      "resource_quota", spec("team", ["hard": ["pods": "10", "requests.memory": "4Gi"]]),
      changed: spec("team", ["hard": ["pods": "11", "requests.memory": "4096Mi"]])),
    Life(
      "limit_range", spec("team", ["limit": [["type": "Container", "default": ["cpu": "1"]]]]),
      changed: spec("team", ["limit": [["type": "Container", "default": ["cpu": "2"]]]])),
    Life(
      "pod_disruption_budget", spec("web", ["max_unavailable": "1", "selector": selector]),
      changed: spec("web", ["max_unavailable": "50%", "selector": selector])),
    Life("priority_class", named("high", ["value": 1000]), replacing: named("high", ["value": 1001])),
  ]
}
