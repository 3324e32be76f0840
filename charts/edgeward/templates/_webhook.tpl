{{/* How the API server reaches a path of the server: (list $ "/v1/admit"). */}}
{{- define "edgeward.clientConfig" -}}
{{- $ := index . 0 }}
{{- $path := index . 1 }}
{{- if $.Values.webhook.url -}}
url: {{ printf "%s%s" (trimSuffix "/" $.Values.webhook.url) $path }}
{{- else -}}
service: {name: {{ include "edgeward.name" $ }}, namespace: {{ $.Release.Namespace }}, path: {{ $path }}, port: 443}
{{- end }}
{{- if eq $.Values.tls.mode "provided" }}
caBundle: {{ $.Values.tls.provided.caBundle | b64enc }}
{{- end }}
{{- end }}

{{/* What all validating webhooks have in common. */}}
{{- define "edgeward.validating" -}}
admissionReviewVersions: [v1]
sideEffects: None
matchPolicy: Equivalent
timeoutSeconds: {{ .Values.webhook.validating.timeoutSeconds }}
clientConfig: {{- include "edgeward.clientConfig" (list . "/v1/admit") | nindent 2 }}
{{- end }}

{{/* Namespaces with health data; kube-system and the server's own never wait for the server. */}}
{{- define "edgeward.health" -}}
matchExpressions:
  - {key: edgeward.io/health-data, operator: In, values: ["true"]}
  {{ include "edgeward.exempt" . }}
{{- end }}

{{- define "edgeward.exempt" -}}
- {key: kubernetes.io/metadata.name, operator: NotIn, values: {{ prepend .Values.scope.exemptNamespaces .Release.Namespace | uniq | toJson }}}
{{- end }}

{{/* cert-manager writes the CA where this is. */}}
{{- define "edgeward.injection" -}}
{{- if eq .Values.tls.mode "cert-manager" }}
annotations:
  cert-manager.io/inject-ca-from: {{ .Release.Namespace }}/edgeward-tls
{{- end }}
{{- end }}
