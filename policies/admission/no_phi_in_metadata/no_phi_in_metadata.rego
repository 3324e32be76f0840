# METADATA
# title: No health data in metadata
# description: >-
#   Names, labels, annotations, environment, command lines and ConfigMaps are read, logged and kept by many who must
#   not know a patient; none of them holds what identifies one.
# scope: package
# custom:
#   id: HD-SCR-02
#   severity: high
#   controls: [hipaa-164.502.b, hipaa-164.312.a.1, gdpr-art5.1.c, gdpr-art32.1.a]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job},
#     {group: "", kind: ConfigMap}, {group: "", kind: Endpoints}, {group: "", kind: Namespace},
#     {group: "", kind: PersistentVolume}, {group: "", kind: PersistentVolumeClaim}, {group: "", kind: Secret},
#     {group: "", kind: Service}, {group: "", kind: ServiceAccount},
#     {group: autoscaling, kind: HorizontalPodAutoscaler}, {group: discovery.k8s.io, kind: EndpointSlice},
#     {group: networking.k8s.io, kind: Ingress}, {group: networking.k8s.io, kind: NetworkPolicy},
#     {group: policy, kind: PodDisruptionBudget}, {group: rbac.authorization.k8s.io, kind: Role},
#     {group: rbac.authorization.k8s.io, kind: RoleBinding}]
#   checks:
#     name: no name of the object, its containers and its volumes holds an identifier
#     label: no label of the object and its pod template does
#     annotation: no annotation of the object and its pod template does
#     environment: no variable does
#     argument: no command line does
#     config: no key and no text of a ConfigMap does
#     elsewhere: no other field of the object does
#   remediation: >-
#     Name things by what they do; keep what identifies a patient in the encrypted store, and refer to it by a random
#     key. Rotate what has been written: it is in the API server's history and in logs.
#   limit: >-
#     It goes by forms: a name without a number, a photograph, a number of another country or a coded text is not
#     recognised, and a number may look like one by chance. Of a Secret only names, labels and annotations are read.
#   parameters:
#     type: object
#     properties:
#       patterns:
#         type: array
#         items:
#           type: string
#           enum:
#             [birth-date, cn-resident-id, de-kvnr, email, fhir-patient, fr-nir, mrn, uk-nhs-number, us-ssn]
#         default: [birth-date, cn-resident-id, de-kvnr, email, fhir-patient, fr-nir, mrn, uk-nhs-number, us-ssn]
#         description: forms that are looked for
#       exemptKeys:
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
#         description: labels, annotations and ConfigMap keys that are not read, written exactly
package admission.no_phi_in_metadata

import rego.v1

import data.lib.arguments
import data.lib.constraint
import data.lib.identifier
import data.lib.shape
import data.lib.template
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

# The pattern and the place are said, and never what stands there.
violation contains {"msg": msg, "details": details} if {
	some found in findings
	check := found.check
	check != "exempt"
	constraint.switched_on(parameters, check)
	id := found.id
	path := found.path
	msg := sprintf("%s holds what looks like %s; it must hold nothing that identifies a person", [path, id])
	details := {"check": check, "path": path, "observed": id, "expected": "no identifier"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "elsewhere")
	some id in identifier.shown(everything, wanted)
	not placed(id)
	msg := sprintf("some field of the object holds what looks like %s; it must hold nothing that identifies a person", [id])
	details := {"check": "elsewhere", "path": "", "observed": id, "expected": "no identifier"}
}

wanted := constraint.strings(parameters, "patterns")

placed(id) if {
	some found in findings
	found.id == id
}

findings contains {"check": check, "path": path, "id": id} if {
	some place in places
	some id in identifier.shown(place.text, suspected)
	check := place.check
	path := place.path
}

# All texts at once: of the few patterns that are left each place is asked.
suspected := identifier.shown(joined, wanted)

joined := concat("\n", [place.text | some place in places])

manifest := found if {
	workload.judged(input.review)
	found := input.review.object
}

metadata := shape.field(manifest, "metadata")

places contains {"check": "name", "path": path, "text": text} if {
	some key in ["generateName", "name", "namespace"]
	text := shape.field(metadata, key)
	is_string(text)
	path := sprintf("/metadata/%s", [key])
}

places contains {"check": "name", "path": path, "text": text} if {
	some part in parts
	text := shape.field(part.value, "name")
	is_string(text)
	path := shape.pointer(part.path, "name")
}

parts contains part if some part in template.containers(pod)

parts contains part if some part in template.volumes(pod)

places contains place if {
	some place in pairs("label", "/metadata/labels", shape.field(metadata, "labels"))
}

places contains place if {
	some place in pairs("annotation", "/metadata/annotations", shape.field(metadata, "annotations"))
}

places contains place if {
	prefix := pod.path
	path := sprintf("%s/metadata/labels", [prefix])
	some place in pairs("label", path, pod.labels)
}

places contains place if {
	prefix := pod.path
	path := sprintf("%s/metadata/annotations", [prefix])
	some place in pairs("annotation", path, pod.annotations)
}

places contains {"check": "environment", "path": path, "text": text} if {
	some variable in template.variables(pod)
	name := object.get(variable.value, "name", null)
	value := object.get(variable.value, "value", null)
	text := sprintf("%v=%v", [name, value])
	path := variable.path
}

places contains {"check": "argument", "path": path, "text": text} if {
	some word in arguments.words(pod)
	text := spoken(word.value, word.next)
	path := word.path
}

# A flag and its value are two words.
spoken(value, next) := text if {
	startswith(value, "-")
	is_string(next)
	text := sprintf("%s %s", [value, next])
} else := value

places contains place if {
	workload.group_kind(input.review) == "/ConfigMap"
	some place in pairs("config", "/data", shape.field(manifest, "data"))
}

places contains place if {
	workload.group_kind(input.review) == "/ConfigMap"
	some place in pairs("config", "/binaryData", shape.field(manifest, "binaryData"))
}

pairs(check, parent, map) := {place |
	some key, value in shape.fields(map)
	text := sprintf("%s=%v", [key, value])
	path := spot(parent, key)
	judgement := judging(check, key)
	place := {"check": judgement, "path": path, "text": text}
}

# What is exempt is read too, so that it is not found again elsewhere.
judging(check, key) := "exempt" if {
	key in constraint.strings(parameters, "exemptKeys")
} else := check

# A key that is an identifier itself must not be said either.
spot(parent, key) := path if {
	count(identifier.shown(key, wanted)) == 0
	path := shape.pointer(parent, key)
} else := parent

# Written as JSON, in which line breaks are letters. Data of a Secret is where it belongs, and data of a ConfigMap has
# been read key by key.
everything := text if {
	rest := object.remove(manifest, ["status", "data", "stringData", "binaryData"])
	broken := replace(json.marshal(rest), "\\n", " ")
	text := replace(broken, "\\t", " ")
}
