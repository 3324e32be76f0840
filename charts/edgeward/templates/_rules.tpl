{{/*
What each webhook is asked about: exactly the kinds that the policies judge, for the server denies what no policy
judges. A test compares these lists with the policies. Left out on purpose, because no policy judges them: pods/binding
and bindings (the admission policy `edgeward-bindings` does), scale, eviction; deletion of pods, so that whatever is
stopped can be stopped. Reads such as pods/log never reach admission.
*/}}

{{/* Pods and what makes them. */}}
{{- define "edgeward.rules.workloads" -}}
- apiGroups: [""]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [pods, podtemplates, replicationcontrollers]
  scope: Namespaced
- apiGroups: [apps]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [daemonsets, deployments, replicasets, statefulsets]
  scope: Namespaced
- apiGroups: [batch]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [cronjobs, jobs]
  scope: Namespaced
{{- end }}

{{/* Everything in a namespace with health data. */}}
{{- define "edgeward.rules.health" -}}
{{ include "edgeward.rules.workloads" . }}
- apiGroups: [""]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [configmaps, persistentvolumeclaims, secrets, serviceaccounts, services]
  scope: Namespaced
# What a Binding carries is merged into the pod.
- apiGroups: [""]
  apiVersions: ["*"]
  operations: [CREATE]
  resources: [bindings, pods/binding]
  scope: Namespaced
# pods/resize is served from 1.33 on.
- apiGroups: [""]
  apiVersions: ["*"]
  operations: [UPDATE]
  resources: [pods/ephemeralcontainers, pods/resize]
  scope: Namespaced
- apiGroups: [""]
  apiVersions: ["*"]
  operations: [CONNECT]
  resources: [pods/attach, pods/exec, pods/portforward, pods/proxy, services/proxy]
  scope: Namespaced
- apiGroups: [networking.k8s.io]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [ingresses]
  scope: Namespaced
# Taking a policy away opens what it closed.
- apiGroups: [networking.k8s.io]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE, DELETE]
  resources: [networkpolicies]
  scope: Namespaced
- apiGroups: [cilium.io]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [ciliumnetworkpolicies]
  scope: Namespaced
- apiGroups: [crd.projectcalico.org, projectcalico.org]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [networkpolicies]
  scope: Namespaced
- apiGroups: [gateway.networking.k8s.io]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [grpcroutes, httproutes, referencegrants, tcproutes, tlsroutes, udproutes]
  scope: Namespaced
- apiGroups: [traefik.containo.us, traefik.io]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [ingressroutes, ingressroutetcps, ingressrouteudps]
  scope: Namespaced
- apiGroups: [monitoring.coreos.com]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [podmonitors, prometheusagents, prometheuses, servicemonitors]
  scope: Namespaced
- apiGroups: [autoscaling]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [horizontalpodautoscalers]
  scope: Namespaced
- apiGroups: [policy]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [poddisruptionbudgets]
  scope: Namespaced
- apiGroups: [rbac.authorization.k8s.io]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [rolebindings, roles]
  scope: Namespaced
- apiGroups: [edgeward.io]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [exceptions]
  scope: Namespaced
{{- end }}

{{/* Where traffic to a Service goes. */}}
{{- define "edgeward.rules.endpoints" -}}
- apiGroups: [""]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [endpoints]
  scope: Namespaced
- apiGroups: [discovery.k8s.io]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [endpointslices]
  scope: Namespaced
{{- end }}

{{/* What lies in no namespace. */}}
{{- define "edgeward.rules.cluster" -}}
- apiGroups: [""]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [persistentvolumes]
  scope: Cluster
- apiGroups: [storage.k8s.io]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [storageclasses]
  scope: Cluster
- apiGroups: [node.k8s.io]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE, DELETE]
  resources: [runtimeclasses]
  scope: Cluster
- apiGroups: [rbac.authorization.k8s.io]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [clusterrolebindings, clusterroles]
  scope: Cluster
- apiGroups: [policy.networking.k8s.io]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [adminnetworkpolicies, clusternetworkpolicies]
  scope: Cluster
- apiGroups: [cilium.io]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [ciliumclusterwidenetworkpolicies]
  scope: Cluster
- apiGroups: [crd.projectcalico.org, projectcalico.org]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [globalnetworkpolicies]
  scope: Cluster
# All kinds of Gatekeeper's own groups: taking one away weakens as much as changing it.
- apiGroups: [constraints.gatekeeper.sh, externaldata.gatekeeper.sh, mutations.gatekeeper.sh, templates.gatekeeper.sh]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE, DELETE]
  resources: ["*"]
  scope: Cluster
{{- end }}

{{/* Outside of health data. */}}
{{- define "edgeward.rules.elsewhere" -}}
{{ include "edgeward.rules.workloads" . }}
- apiGroups: [""]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [persistentvolumeclaims]
  scope: Namespaced
- apiGroups: [edgeward.io]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [exceptions]
  scope: Namespaced
{{- end }}
