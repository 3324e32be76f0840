{{/* The policies know these names: they are no choice of a release. */}}
{{- define "edgeward.name" -}}edgeward{{- end }}

{{- define "edgeward.selector" -}}
app.kubernetes.io/name: edgeward
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "edgeward.labels" -}}
{{ include "edgeward.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "edgeward.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end }}
{{- end }}
{{- end }}

{{/* Text, where the server watches the cluster. */}}
{{- define "edgeward.watches" -}}
{{- if and .Values.server.enabled (not .Values.inventory.configMap) }}yes{{ end }}
{{- end }}

{{/* Text, where the server judges what is there already. */}}
{{- define "edgeward.audits" -}}
{{- if and (include "edgeward.watches" .) (ne .Values.server.audit.every "off") }}yes{{ end }}
{{- end }}

{{/* Text, where the server makes its own certificates. */}}
{{- define "edgeward.certifies" -}}
{{- if and .Values.server.enabled (eq .Values.tls.mode "self") }}yes{{ end }}
{{- end }}

{{/* Text, where the server has anything to ask the API server. */}}
{{- define "edgeward.asks" -}}
{{- include "edgeward.watches" . }}{{ include "edgeward.certifies" . }}
{{- end }}

{{/* The Secret of certificates that the server makes, and the Lease that says which replica does. */}}
{{- define "edgeward.certificates" -}}edgeward-certificates{{- end }}

{{/* Text, where pods of other namespaces are asked about. */}}
{{- define "edgeward.elsewhere" -}}
{{- $enabled := .Values.scope.elsewhere.enabled -}}
{{- if kindIs "bool" $enabled }}{{ if $enabled }}yes{{ end }}{{ else }}{{ include "edgeward.watches" . }}{{ end }}
{{- end }}

{{/* The Secret with the serving certificate, where somebody else makes it. */}}
{{- define "edgeward.tlsSecret" -}}
{{- if eq .Values.tls.mode "provided" -}}
{{ .Values.tls.provided.secretName }}
{{- else -}}
edgeward-tls
{{- end }}
{{- end }}
