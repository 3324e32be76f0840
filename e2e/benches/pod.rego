package bench.pod

containers contains container if {
	some kind in ["containers", "initContainers", "ephemeralContainers"]
	some container in object.get(input.review.object.spec, kind, [])
}

security(container) := object.get(container, "securityContext", {})

violation contains {"msg": msg, "details": {"check": "privileged"}} if {
	some container in containers
	context := security(container)
	object.get(context, "privileged", false) == true
	msg := sprintf("container <%v> is privileged", [container.name])
}

violation contains {"msg": msg, "details": {"check": "image"}} if {
	some container in containers
	image := object.get(container, "image", "")
	matches := regex.match(`@sha256:[0-9a-f]{64}$`, image)
	not matches
	msg := sprintf("container <%v> has no digest: %v", [container.name, image])
}

violation contains {"msg": msg, "details": {"check": "registry"}} if {
	some container in containers
	image := object.get(container, "image", "")
	allowed := [registry |
		some registry in input.parameters.registries
		startswith(image, registry)
	]
	count(allowed) == 0
	msg := sprintf("image %v comes from another registry than %v", [image, concat(", ", input.parameters.registries)])
}

violation contains {"msg": msg, "details": {"check": "capabilities"}} if {
	some container in containers
	context := security(container)
	capabilities := object.get(context, "capabilities", {})
	some added in object.get(capabilities, "add", [])
	permitted := {name | some name in input.parameters.capabilities}
	forbidden := {added} - permitted
	count(forbidden) > 0
	msg := sprintf("container <%v> adds the capability %v", [container.name, added])
}

violation contains {"msg": msg, "details": {"check": "labels"}} if {
	labels := object.get(input.review.object.metadata, "labels", {})
	provided := {key | some key, _ in labels}
	required := {key | some key in input.parameters.labels}
	missing := required - provided
	count(missing) > 0
	msg := sprintf("labels are missing: %v", [concat(", ", sort([key | some key in missing]))])
}

violation contains {"msg": msg, "details": {"check": "hostNetwork"}} if {
	spec := input.review.object.spec
	object.get(spec, "hostNetwork", false) == true
	msg := "the pod uses the host's network"
}
