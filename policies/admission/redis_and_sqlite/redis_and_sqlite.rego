# METADATA
# title: Redis and SQLite in safe use
# description: >-
#   Redis is a cache in memory, bounded, locked and near; a file of SQLite has one writer and lies where records
#   last.
# scope: package
# custom:
#   id: HD-CFG-02
#   severity: medium
#   controls: [hipaa-164.312.c.1, hipaa-164.312.a.1, gdpr-art5.1.e, gdpr-art5.1.f]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job},
#     {group: "", kind: ConfigMap}]
#   checks:
#     persistence: Redis writes nothing to disk, unless the namespace declares encryption at rest
#     memory: maxmemory of Redis is set
#     bind: Redis listens on named addresses, or a NetworkPolicy says who connects
#     auth: Redis asks for a password, or is reached from its pod alone
#     writers: no two pods of one workload write to the same files of a node or a claim
#     record_volume: a file of SQLite lies on a hostPath or a claim
#     shape: the pod, its environment, its mounts and the data can be read
#   remediation: >-
#     Start Redis with `--save "" --appendonly no --maxmemory 64mb --bind 127.0.0.1` and a password by reference; give
#     the writing workload a required podAntiAffinity on its own labels by kubernetes.io/hostname, or one replica with
#     strategy Recreate; keep the file on the mounted hostPath or claim.
#   limit: >-
#     It does not see two different workloads that write to one file, passwords that an image sets by itself, files of
#     SQLite that only the program names, or what kind of disk a claim leads to.
#   parameters:
#     type: object
#     properties:
#       encrypted:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [csi, luks]
#         description: values of edgeward.io/encryption-at-rest on the namespace under which a cache may write
#       scratch:
#         type: array
#         items: {type: string, pattern: "^/."}
#         default: [/tmp]
#         description: directories in containers whose files are no records
package admission.redis_and_sqlite

import rego.v1

import data.lib.arguments
import data.lib.constraint
import data.lib.path as disk
import data.lib.reach
import data.lib.redis
import data.lib.redis_use
import data.lib.shape
import data.lib.sqlite
import data.lib.template
import data.lib.volume
import data.lib.workload
import data.lib.writers

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

namespace := workload.namespace(input.review)

config_maps := found if {
	found := data.inventory.namespace[namespace].v1.ConfigMap
} else := {}

network_policies := found if {
	found := data.inventory.namespace[namespace]["networking.k8s.io/v1"].NetworkPolicy
} else := {}

servers := redis.servers(pod, config_maps)

files := redis.files(config_map)

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "persistence")
	some server in persistent
	not encrypted
	msg := told(server, "writes its data to disk without declared encryption", "save \"\" and appendonly no")
	details := details_of("persistence", server, "data on disk", "save \"\" and appendonly no")
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "memory")
	some server in boundless
	msg := told(server, "may take any amount of memory", "maxmemory above 0")
	details := details_of("memory", server, "no bound", "maxmemory above 0")
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "bind")
	some server in unbound
	msg := told(server, "listens everywhere and no NetworkPolicy says who connects", "bind with named addresses")
	details := details_of("bind", server, "every address", "bind with named addresses")
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "auth")
	some server in unlocked
	msg := told(server, "lets everybody in who reaches it", "requirepass by reference, or the loopback alone")
	details := details_of("auth", server, "no password", "requirepass by reference, or the loopback alone")
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "writers")
	some shared in shared_volumes
	not writers.alone(input.review)
	not writers.apart(pod, namespace)
	name := shared.name
	path := shared.path
	expected := "one writer at a time: a required podAntiAffinity by hostname, or one replica and Recreate"
	msg := sprintf("several pods on one node may write to volume \"%s\"; it must have %s", [name, expected])
	details := {"check": "writers", "path": path, "observed": "several writers", "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "record_volume")
	some file in sqlite.files(pod)
	not sqlite.lasting(pod, file.volume, claim_templates)
	not disk.inside_any(file.file, constraint.strings(parameters, "scratch"))
	name := file.name
	path := file.path
	expected := "a hostPath or a claim"
	msg := sprintf("container \"%s\" keeps a file of SQLite where it is lost with the pod; it must lie on %s", [name, expected])
	details := {"check": "record_volume", "path": path, "observed": "another place", "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

# Of a file only what it says counts: what it leaves open the command line may say.
persistent contains server if {
	some server in servers
	not redis_use.volatile(server)
}

persistent contains file if {
	some file in files
	redis_use.persistent(file)
}

boundless contains server if {
	some server in servers
	not redis_use.bounded(server)
}

boundless contains file if {
	some file in files
	redis_use.boundless(file)
}

unbound contains server if {
	some server in servers
	not redis_use.bound(server)
	not reach.limited(network_policies, pod.labels)
}

# A file does not say which pod reads it: only where no policy limits every pod does its address count.
unbound contains file if {
	some file in files
	redis_use.unbound(file)
	not reach.limited(network_policies, {})
}

unlocked contains server if {
	some server in servers
	not redis_use.authenticated(server)
}

unlocked contains file if {
	some file in files
	redis_use.unlocked(file)
}

encrypted if {
	annotations := data.inventory.cluster.v1.Namespace[namespace].metadata.annotations
	annotations["edgeward.io/encryption-at-rest"] in constraint.strings(parameters, "encrypted")
}

told(server, state, wanted) := msg if {
	name := server.name
	msg := sprintf("Redis of \"%s\" %s; it must have %s", [name, state, wanted])
}

details_of(check, server, observed, expected) := details if {
	path := server.path
	details := {"check": check, "path": path, "observed": observed, "expected": expected}
}

# Volumes that outlive the pod and that some container may write to.
shared_volumes contains {"name": name, "path": path} if {
	some used in template.volumes(pod)
	some source in ["hostPath", "persistentVolumeClaim"]
	source in volume.sources(used.value)
	some mount in template.mounts(pod)
	mount.handle == shape.field(used.value, "name")
	shape.field(mount.value, "readOnly") != true
	name := used.name
	path := shape.pointer(used.path, source)
}

claim_templates contains name if {
	some claim in shape.members(shape.field(shape.field(manifest, "spec"), "volumeClaimTemplates"))
	name := shape.field(shape.field(claim, "metadata"), "name")
}

config_map := manifest if workload.group_kind(input.review) == "/ConfigMap"

manifest := found if {
	workload.judged(input.review)
	found := input.review.object
}

defects contains defect if some defect in template.mount_defects(pod)

defects contains defect if some defect in template.list_defects(pod, "env")

defects contains defect if some defect in arguments.defects(pod)

defects contains defect if some defect in shape.object_defects("/data", shape.field(config_map, "data"))
