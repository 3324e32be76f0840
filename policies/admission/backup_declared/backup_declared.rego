# METADATA
# title: Backup declared
# description: >-
#   For a workload that keeps data, and for each claim, somebody has declared how it is backed up, how much may be
#   lost, how long bringing it back may take, where the copy is and when it was last brought back for a test.
# scope: package
# custom:
#   id: HD-DR-01
#   severity: high
#   controls: [hipaa-164.308.a.7.ii.A, hipaa-164.308.a.7.ii.B, hipaa-164.310.d.2.iv, gdpr-art32.1.c]
#   kinds:
#     [{group: "", kind: PersistentVolumeClaim}, {group: apps, kind: Deployment}, {group: apps, kind: StatefulSet}]
#   checks:
#     class: backup-class is on the list
#     rpo: rpo is a duration above 0 and within its ceiling
#     rto: rto is a duration above 0 and within its ceiling
#     target: backup-target is a local site on the list and not the node that the pod is pinned to
#     restore_test: last-restore-test is a day of the calendar
#     restore_age: last-restore-test is not still to come and not longer ago than allowed
#   remediation: >-
#     Annotate the workload or claim with `edgeward.io/backup-class: daily`, `edgeward.io/rpo: 24h`,
#     `edgeward.io/rto: 8h`, `edgeward.io/backup-target: site-backup` and
#     `edgeward.io/last-restore-test: "2026-01-15"`.
#   limit: >-
#     It does not prove that a backup exists or can be restored: it reads what somebody declared, also of the day of
#     the test. How long ago that was is judged by the moment of the decision, in days of UTC; a test grows old without
#     anybody changing the object, and only the next decision on it sees that.
#   parameters:
#     type: object
#     properties:
#       classes:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [continuous, hourly, daily]
#         description: classes of backup that exist
#       targets:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [site-backup]
#         description: local sites that keep copies
#       maxRpo: {type: string, minLength: 1, default: 48h, description: longest rpo}
#       maxRto: {type: string, minLength: 1, default: 72h, description: longest rto}
#       maxRestoreTestAge: {type: string, minLength: 1, default: 90d, description: longest time since the last test}
package admission.backup_declared

import rego.v1

import data.lib.calendar
import data.lib.clock
import data.lib.constraint
import data.lib.declaration
import data.lib.duration
import data.lib.shape
import data.lib.storage
import data.lib.text
import data.lib.volume
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "class")
	some manifest in keeping
	observed := declaration.annotation(manifest, "backup-class")
	classes := constraint.strings(parameters, "classes")
	not observed in classes
	shown := text.shown(observed)
	expected := text.choice(classes)
	msg := sprintf("backup-class is %s; it must be one of: %s", [shown, expected])
	path := declaration.annotation_path("backup-class")
	details := {"check": "class", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	some aim in [{"check": "rpo", "ceiling": "maxRpo"}, {"check": "rto", "ceiling": "maxRto"}]
	check := aim.check
	constraint.switched_on(parameters, check)
	some manifest in keeping
	observed := declaration.annotation(manifest, check)
	ceiling := constraint.given(parameters, aim.ceiling, "")
	not duration.within(observed, [ceiling])
	shown := text.shown(observed)
	most := text.shown(ceiling)
	msg := sprintf("%s is %s; it must be a duration above 0 and at most %s", [check, shown, most])
	path := declaration.annotation_path(check)
	expected := sprintf("a duration above 0 and at most %s", [most])
	details := {"check": check, "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "target")
	some manifest in keeping
	observed := declaration.annotation(manifest, "backup-target")
	targets := constraint.strings(parameters, "targets")
	not elsewhere(observed, targets)
	shown := text.shown(observed)
	expected := text.choice(targets)
	msg := sprintf(
		"backup-target is %s; it must be another place than the pod's node, and one of: %s",
		[shown, expected],
	)
	path := declaration.annotation_path("backup-target")
	details := {"check": "target", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "restore_test")
	some manifest in keeping
	observed := declaration.annotation(manifest, "last-restore-test")
	not calendar.day(observed)
	shown := text.shown(observed)
	msg := sprintf("last-restore-test is %s; it must be a day written as YYYY-MM-DD", [shown])
	path := declaration.annotation_path("last-restore-test")
	details := {"check": "restore_test", "path": path, "observed": observed, "expected": "a day"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "restore_age")
	some manifest in keeping
	observed := declaration.annotation(manifest, "last-restore-test")
	calendar.day(observed)
	not fresh(observed)
	age := text.shown(constraint.given(parameters, "maxRestoreTestAge", ""))
	words := staleness(observed)
	shown := text.shown(observed)
	msg := sprintf("last-restore-test is %s, %s; it must be past and at most %s ago", [shown, words, age])
	path := declaration.annotation_path("last-restore-test")
	expected := sprintf("past and at most %s ago", [age])
	details := {"check": "restore_age", "path": path, "observed": observed, "expected": expected}
}

# Claims, and workloads that keep anything: not those that only pass data on.
keeping contains manifest if {
	workload.judged(input.review)
	workload.group_kind(input.review) == "/PersistentVolumeClaim"
	manifest := object.get(input.review, "object", null)
}

keeping contains manifest if {
	workload.group_kind(input.review) in {"apps/Deployment", "apps/StatefulSet"}
	stores
	manifest := object.get(input.review, "object", null)
}

stores if {
	some source in volume.host_paths(pod)
	source.value != null
}

stores if count(storage.references(pod)) > 0

stores if count(storage.claim_templates(input.review)) > 0

elsewhere(target, targets) if {
	is_string(target)
	target in targets
	not target in own_nodes
}

own_nodes contains name if {
	name := shape.field(object.get(pod.spec, "nodeSelector", null), "kubernetes.io/hostname")
	is_string(name)
}

fresh(written) if {
	day := calendar.day(written)
	day <= clock.today
	limit := duration.nanoseconds(constraint.given(parameters, "maxRestoreTestAge", ""))
	clock.today - day <= limit / clock.day
}

staleness(written) := "which is still to come" if {
	calendar.day(written) > clock.today
} else := "which is longer ago"
